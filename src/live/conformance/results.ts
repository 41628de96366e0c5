/** What the last live run of the conformance suite has seen, kept in docs/fidelity.json. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isRecord } from '../../system/platform/rows.ts';
import { KAFKA_VERSION } from '../kafka/pom.ts';
import { CLIENTS, type ClientName, casesOf } from './kafka/clients.ts';

const FILE = resolve(import.meta.dirname, '../../../docs/fidelity.json');
/** How many brokers the clusters have that are asked. */
export const CLUSTER_SIZES = [1, 3] as const;
export const WORLDS = ['Apache Kafka', 'the world'] as const;

export interface Answered {
  readonly world: (typeof WORLDS)[number];
  readonly client: ClientName;
  readonly brokers: number;
}

export interface KafkaResults {
  readonly versions: Readonly<Record<string, string>>;
  /** Who was asked by whom, with the number of cases that were answered right: all of them. */
  readonly answered: Readonly<Record<string, number>>;
  /** What was asked. */
  readonly claims: readonly string[];
}

/** All that a live run asks. */
export function everythingAsked(): readonly Answered[] {
  return WORLDS.flatMap((world) =>
    CLUSTER_SIZES.flatMap((brokers) => CLIENTS.map((client) => ({ world, client, brokers }))),
  );
}

/** What a live run keeps when all of these were answered right. */
export function kafkaResults(answered: readonly Answered[], versions: KafkaResults['versions']): KafkaResults {
  const counts = answered.map((one) => [label(one), casesOf(one.client, one.brokers).length] as const);
  const claims = answered.flatMap(({ client, brokers }) => casesOf(client, brokers).map(({ claim }) => claim));
  return { versions, answered: Object.fromEntries(counts), claims: [...new Set(claims)] };
}

/** Such as `the world, 3 brokers, by kafkajs`. */
export function label({ world, client, brokers }: Answered): string {
  return `${world}, ${brokers === 1 ? '1 broker' : `${brokers} brokers`}, by ${client}`;
}

/** Keeps what was seen, if it was everything; a part says nothing of the rest. */
export function keepKafkaResults(answered: readonly Answered[]): void {
  const all = new Set(everythingAsked().map(label));
  if (!all.isSubsetOf(new Set(answered.map(label)))) return;
  const ordered = everythingAsked();
  writeFileSync(FILE, `${JSON.stringify(kafkaResults(ordered, versions()), undefined, 2)}\n`);
}

/** What was kept. */
export function keptKafkaResults(): KafkaResults {
  const kept: unknown = JSON.parse(readFileSync(FILE, 'utf8'));
  if (!isRecord(kept)) throw new Error(`${FILE} does not hold results; npm run test:live writes it.`);
  const { versions: known, answered, claims } = kept;
  return {
    versions: Object.fromEntries(
      Object.entries(isRecord(known) ? known : {}).map(([name, each]) => [name, String(each)]),
    ),
    answered: Object.fromEntries(
      Object.entries(isRecord(answered) ? answered : {}).map(([name, count]) => [name, Number(count)]),
    ),
    claims: Array.isArray(claims) ? claims.map(String) : [],
  };
}

function versions(): KafkaResults['versions'] {
  return { 'Apache Kafka': KAFKA_VERSION, kafkajs: packageVersion('kafkajs') };
}

function packageVersion(name: string): string {
  const file = join(import.meta.dirname, '../../../node_modules', name, 'package.json');
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return isRecord(content) ? String(content['version']) : 'unknown';
}
