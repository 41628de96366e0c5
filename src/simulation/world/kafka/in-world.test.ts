import { beforeAll, describe, expect, test } from 'vitest';
import { installWorld, World, type WorldFault } from '../index.ts';
import { type GroupView, KafkaCluster, type Rebalance } from './index.ts';

beforeAll(installWorld);

const RECORDS = 40;

interface Outcome {
  readonly end: string;
  readonly hash: string;
  readonly struck: number;
  readonly values: readonly string[];
  readonly handled: readonly string[];
  readonly rebalances: readonly Rebalance[];
  readonly groups: readonly GroupView[];
  readonly failures: readonly string[];
}

/** One idempotent producer and two consumers of one group, all with unmodified kafkajs, in virtual time. */
async function run(seed: number, faults: readonly WorldFault[] = []): Promise<Outcome> {
  const { Kafka, logLevel } = await import('kafkajs');
  const world = World.open({ seed, faults });
  const rebalances: Rebalance[] = [];
  const handled: string[] = [];
  const broker = new KafkaCluster({
    topics: [{ name: 'orders', partitions: 4 }],
    scheduler: world,
    random: world.random.fork('kafka'),
    brokers: [{ host: 'kafka', port: 9092 }],
    points: world.points,
    trace: world.trace,
    observer: { onRebalance: (rebalance) => rebalances.push(rebalance) },
  });
  for (const { address, listener } of broker.brokers) world.network.listen(address, listener);
  const kafka = (clientId: string) => new Kafka({ clientId, brokers: ['kafka:9092'], logLevel: logLevel.NOTHING });
  for (const name of ['consumer-1', 'consumer-2']) {
    world.spawn({
      name,
      main: async () => {
        const consumer = kafka(name).consumer({ groupId: 'workers', sessionTimeout: 10_000, maxWaitTimeInMs: 500 });
        await consumer.connect();
        await consumer.subscribe({ topic: 'orders', fromBeginning: true });
        await consumer.run({
          eachMessage: async ({ message }) => {
            handled.push(String(message.value));
          },
        });
      },
    });
  }
  world.spawn({
    name: 'producer-1',
    main: async () => {
      const producer = kafka('producer').producer({ idempotent: true, maxInFlightRequests: 1 });
      await producer.connect();
      for (let index = 0; index < RECORDS; index += 1) {
        const message = { key: `key-${index}`, value: `${index}`, headers: { event_type: 'OrderPlaced' } };
        await producer.send({ topic: 'orders', messages: [message] });
      }
    },
  });
  const until = () => broker.records().length >= RECORDS && broker.lag('workers') === 0;
  const end = await world.run({ until, limitMs: 120_000 });
  const outcome: Outcome = {
    end,
    hash: world.trace.hash(),
    struck: world.struck.length,
    values: broker.records().map(({ value }) => String(value)),
    handled,
    rebalances,
    groups: broker.groups(),
    failures: world.failures.map(({ error }) => String(error)),
  };
  broker.close();
  await world.close();
  return outcome;
}

const expected = Array.from({ length: RECORDS }, (_, index) => `${index}`);

describe('kafkajs and the broker in the world', () => {
  test('deliver every record once when nothing goes wrong, to both members', async () => {
    const { end, values, handled, groups, failures } = await run(1);
    expect(end).toBe('until');
    expect(values).toEqual(expected);
    expect(handled.toSorted()).toEqual(expected.toSorted());
    expect(groups[0]?.members.map(({ process }) => process).toSorted()).toEqual(['consumer-1', 'consumer-2']);
    expect(failures).toEqual([]);
  });

  test('repeat a run with its seed to the byte', async () => {
    const first = await run(2);
    expect(await run(2)).toEqual(first);
    expect((await run(3)).hash).not.toBe(first.hash);
  });

  test('append nothing twice when an answer is lost', async () => {
    const when = { point: 'kafka.produce.done', process: 'producer-1', nth: 5 };
    const { end, struck, values } = await run(4, [{ verb: 'reset', from: 'producer-1', to: 'kafka', when }]);
    expect([end, struck]).toEqual(['until', 1]);
    expect(values).toEqual(expected);
  });

  test('lose nothing when a consumer crashes: its session expires and the other takes over', async () => {
    const when = { point: 'kafka.fetch.done', process: 'consumer-1', label: 'OrderPlaced', nth: 3 };
    const crash: WorldFault = { verb: 'crash', process: 'consumer-1', when, restartAfterMs: 60_000 };
    const { end, struck, handled, rebalances } = await run(5, [crash]);
    expect([end, struck]).toEqual(['until', 1]);
    expect(new Set(handled)).toEqual(new Set(expected));
    const expiry = rebalances.find(({ reason }) =>
      /^member consumer-1-\w+ was not heard of for 10000 ms$/.test(reason),
    );
    expect(expiry).toBeDefined();
    expect(expiry?.atMs).toBeGreaterThan(10_000);
  });
});
