/**
 * Records that nobody expects, on every topic that a service consumes, while all services run: no service ends, no partition is blocked,
 * a payment still goes through afterwards, and every record has either taken effect or is a dead letter. FUZZ_SECONDS=600 makes it look for longer.
 */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { subscriptionsOf } from '../../generated/contracts/index.ts';
import type { AppendedRecord } from '../simulation/world/kafka/records.ts';
import { SERVICE_NAMES, type ServiceName } from './config.ts';
import { receive } from './platform/consumer-chunk.ts';
import { CONSUMED, type FuzzRecord, recordsOf } from './testing/fuzz/records.ts';
import { type FuzzWorld, fuzzLimits, startFuzzWorld } from './testing/fuzz/world.ts';
import { eventually } from './testing/topics.ts';

const PATIENCE_MS = Number(process.env['FUZZ_SECONDS'] ?? '20') * 1_000 + 120_000;
/** A round that fails on a busy machine has not been given time enough. */
const ROUND_MS = 60_000;
let world: FuzzWorld;

beforeAll(async () => {
  world = await startFuzzWorld();
});

afterAll(() => world.close());

const consumersOf = (topic: string): readonly ServiceName[] =>
  SERVICE_NAMES.filter((name) => subscriptionsOf(name).some((one) => one.topic.name === topic));

async function produce(records: readonly FuzzRecord[]): Promise<void> {
  const { kafka } = world.environment.config();
  const client = new Kafka({
    clientId: `fuzz-${randomUUID()}`,
    brokers: [...kafka.brokers],
    logLevel: logLevel.NOTHING,
  });
  const producer = client.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  const sent = records.flatMap((record) => Array.from({ length: record.times }, () => record));
  await producer.sendBatch({
    acks: -1,
    topicMessages: CONSUMED.map((topic) => ({
      topic,
      messages: sent
        .filter((record) => record.topic === topic)
        .map(({ key, value, headers }) => ({ key, value, headers: { ...headers } })),
    })).filter(({ messages }) => messages.length > 0),
  });
  await producer.disconnect();
}

/** Nobody has anything left to read. */
async function allRead(): Promise<void> {
  const behind = () => [...SERVICE_NAMES, 'saga-projector'].filter((name) => world.environment.broker.lag(name) > 0);
  await eventually(() => (behind().length === 0 ? true : undefined), ROUND_MS).catch(() => {
    const lags = behind().flatMap((name) => world.environment.broker.partitionLags(name).filter(({ lag }) => lag > 0));
    throw new Error(`These partitions are blocked: ${JSON.stringify(lags)}`);
  });
}

/** The records that neither took effect nor are kept, by service. */
async function lost(): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of SERVICE_NAMES) {
    const letters = await idsOf(`SELECT dead_letter_id::text FROM ${name}.dead_letters`);
    const handled = await idsOf(`SELECT event_id::text FROM ${name}.processed_events WHERE service_name = '${name}'`);
    for (const record of CONSUMED.filter((topic) => consumersOf(topic).includes(name)).flatMap(recordsOn)) {
      const { id, readable } = identityFor(name, record);
      if (id === undefined || letters.has(id) || (readable && handled.has(id))) continue;
      found.push(`${name}: ${describe(record)}`);
    }
  }
  return found;
}

async function idsOf(sql: string): Promise<ReadonlySet<string | null | undefined>> {
  return new Set((await world.environment.query(sql)).map(([id]) => id));
}

const recordsOn = (topic: string): readonly AppendedRecord[] => world.environment.broker.records(topic);

/** Under which id a service remembers a record, without one when it does not concern the service; and whether it is a message. */
function identityFor(name: ServiceName, { topic, partition, offset, key, value }: AppendedRecord) {
  const record = { key, value, headers: {}, offset: String(offset), timestamp: '0', attributes: 0 };
  const { inboxId, content } = receive(topic, partition, record);
  if (!content.readable) return { id: inboxId, readable: false };
  const wanted = subscriptionsOf(name).find((one) => one.topic.name === topic);
  const concerns = wanted?.messages.some((type) => type === content.message.event_type) === true;
  return { id: concerns ? inboxId : undefined, readable: true };
}

function describe({ topic, partition, offset, value }: AppendedRecord): string {
  return `${topic}/${partition}/${offset} ${String(value).slice(0, 300)}`;
}

test('records: nothing ends, nothing blocks, nothing is lost', { timeout: PATIENCE_MS }, async () => {
  const batch = fc.array(fc.constantFrom(...CONSUMED).chain(recordsOf), { minLength: 20, maxLength: 60 });
  const round = async (records: readonly FuzzRecord[]): Promise<void> => {
    await produce(records);
    await allRead();
    expect(await world.pay()).toMatchObject({ status: 'COMPLETED' });
  };
  // The time limit does not wait for the round that is under way.
  let current = Promise.resolve();
  const property = fc.asyncProperty(batch, (records) => {
    current = round(records);
    return current;
  });
  await fc.assert(property, { ...fuzzLimits(12), endOnFailure: true });
  await current;
  await allRead();
  const nothing = async () => ((await lost()).length === 0 ? [] : undefined);
  expect(await eventually(nothing, ROUND_MS).catch(lost)).toEqual([]);
});

test('each topic has its dead letters, with the record as it was', async () => {
  for (const topic of CONSUMED) {
    const [name] = consumersOf(topic);
    if (name === undefined) continue;
    const bytes = Buffer.from(`not a message ${randomUUID()} \u0000`);
    await produce([{ topic, key: Buffer.from('k'), value: bytes, headers: { x: Buffer.from([0, 255]) }, times: 2 }]);
    await eventually(async () => {
      const rows = await world.environment.query(
        `SELECT cause FROM ${name}.dead_letters WHERE topic = '${topic}' AND value_base64 = '${bytes.toString('base64')}'`,
      );
      return rows.length === 2 ? true : undefined;
    });
  }
});
