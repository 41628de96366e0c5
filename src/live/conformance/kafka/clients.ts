/** The clients that cases are asked by, and how many of them a case needs. */
import type { Difference } from './ask.ts';
import { differences } from './ask.ts';
import { clientCases } from './cases/index.ts';
import type { ConformanceClient } from './client.ts';
import type { ConformanceCase } from './conformance-case.ts';
import { JavaClient } from './java-client.ts';
import { KafkaJsClient } from './kafkajs-client.ts';
import { wireCases } from './wire/index.ts';
import { WireCluster } from './wire/wire-cluster.ts';

export const CLIENTS = ['kafkajs', 'the Java client', 'requests made by hand'] as const;

export type ClientName = (typeof CLIENTS)[number];

/** What is asked, and of whom. */
export interface Question {
  /** As `host:port`. */
  readonly brokers: readonly string[];
  /** Which cases; default all that so many brokers can answer. */
  readonly about?: RegExp;
  readonly limitMs?: number;
}

/** The cases that a client asks a cluster of so many brokers. */
export function casesOf(client: ClientName, brokers: number): readonly ConformanceCase<never>[] {
  const all: readonly ConformanceCase<never>[] = client === 'requests made by hand' ? wireCases : clientCases;
  return all.filter((one) => (one.brokers ?? 1) <= brokers);
}

/** Asks a cluster all that a client can ask, and says what was answered otherwise than it should. */
export async function wrongAnswers(client: ClientName, question: Question): Promise<readonly Difference[]> {
  if (client === 'requests made by hand')
    return await asked(wireCases, question, () => WireCluster.connect(question.brokers));
  if (client === 'kafkajs') return await asked(clientCases, question, () => KafkaJsClient.connect(question.brokers));
  // One virtual machine does for all.
  const java = await JavaClient.connect(question.brokers);
  return await asked<ConformanceClient>(clientCases, question, () => Promise.resolve(java));
}

/** kafkajs and connections are not shared by cases: what one meets would disturb the others. */
async function asked<Client extends { close(): Promise<void> }>(
  cases: readonly ConformanceCase<Client>[],
  { brokers, about = /./, limitMs }: Question,
  connect: () => Promise<Client>,
): Promise<readonly Difference[]> {
  const clients = new Set<Client>();
  const open = async () => {
    const client = await connect();
    clients.add(client);
    return client;
  };
  const chosen = cases.filter((one) => (one.brokers ?? 1) <= brokers.length && about.test(one.claim));
  try {
    return await differences(open, chosen, limitMs);
  } finally {
    await Promise.all([...clients].map((client) => client.close()));
  }
}
