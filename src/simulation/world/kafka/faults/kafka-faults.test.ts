import { beforeAll, describe, expect, test } from 'vitest';
import { installWorld, type WorldFault } from '../../index.ts';
import { type SendAndReadOptions, sendAndRead } from '../testing/send-and-read.ts';
import { API_ERRORS } from './api-errors.ts';
import type { KafkaFault } from './kafka-faults.ts';

beforeAll(installWorld);

const RECORDS = 30;
const ALL = Array.from({ length: RECORDS }, (_, index) => `${index}`);
/** When the tenth record has been appended. */
const tenth = { point: 'kafka.produce.done', nth: 10 };
const run = (faults: readonly (WorldFault | KafkaFault)[], options: Partial<SendAndReadOptions> = {}) =>
  sendAndRead({ seed: 1, brokers: 3, records: RECORDS, everyMs: 100, faults, ...options });

/** Faults that a producer with acks=all and idempotence has to survive without losing or doubling a record. */
const survivable: readonly KafkaFault[] = [
  { verb: 'broker-crash', broker: 'kafka-1', when: tenth, restartAfterMs: 20_000, unflushedMs: 0 },
  { verb: 'broker-crash', broker: 'kafka-2', when: tenth, restartAfterMs: 200, unflushedMs: 60_000 },
  { verb: 'leader-move', broker: 'kafka-1', when: tenth },
  { verb: 'coordinator-move', broker: 'kafka-1', when: tenth },
  { verb: 'coordinator-move', broker: 'kafka-2', when: tenth },
  { verb: 'coordinator-move', broker: 'kafka-3', when: tenth },
  { verb: 'replication-stall', broker: 'kafka-2', when: tenth, forMs: 50_000 },
  { verb: 'isr-shrink', broker: 'kafka-3', when: tenth, forMs: 5_000 },
  { verb: 'rebalance', process: 'consumer-1', when: { atMs: 1_500 } },
  { verb: 'session-expiry', process: 'consumer-1', when: { atMs: 1_500 } },
  { verb: 'throttle', process: 'producer-1', when: tenth, throttleMs: 300, forMs: 2_000 },
];

describe('a cluster of three brokers', () => {
  test.each(survivable)('neither loses nor doubles a record: $verb', async (fault) => {
    const { end, struck, acknowledged, values, handled, failures } = await run([fault]);
    expect({ end, struck, failures }).toEqual({ end: 'until', struck: [fault.verb], failures: [] });
    expect(acknowledged).toEqual(ALL);
    expect(values).toEqual(ALL);
    expect(new Set(handled)).toEqual(new Set(ALL));
  });

  test.each(survivable)(
    'shows all that was committed in transactions and nothing that was aborted: $verb',
    async (fault) => {
      const { end, struck, acknowledged, uncertain, handled, failures } = await run([fault], { transactional: true });
      expect({ end, struck, failures }).toEqual({ end: 'until', struck: [fault.verb], failures: [] });
      expect(acknowledged.length).toBeGreaterThan(RECORDS / 2);
      const surplus = new Set(handled).difference(new Set(acknowledged));
      expect(new Set(handled)).toEqual(new Set(acknowledged).union(surplus));
      expect(surplus.isSubsetOf(new Set(uncertain))).toBe(true);
    },
  );

  test('repeats a run with its seed to the byte', async () => {
    const few = survivable.slice(2, 5);
    const { hash } = await run(few);
    expect((await run(few)).hash).toBe(hash);
    expect((await run(few, { seed: 2 })).hash).not.toBe(hash);
  });

  test('delivers again what a group has forgotten that it read', async () => {
    const times = async (faults: readonly KafkaFault[]) => {
      const { handled, struck } = await run(faults);
      expect(new Set(handled)).toEqual(new Set(ALL));
      expect(struck).toHaveLength(faults.length);
      return handled.length;
    };
    const process = 'consumer-1';
    const when = { atMs: 2_500 };
    expect(await times([])).toBe(RECORDS);
    const rewound = await times([{ verb: 'offsets-rewound', process, when, records: 1 }]);
    expect(rewound).toBeGreaterThan(RECORDS);
    expect(rewound).toBeLessThanOrEqual(RECORDS + 4);
    expect(await times([{ verb: 'offsets-lost', process, when }])).toBeGreaterThan(RECORDS + 10);
  });
});

describe('errors that a client has to sit out', () => {
  /** What only a transactional producer asks for, or asks for in its own way. */
  const ofTransactions = /^(InitProducerId|AddPartitionsToTxn|EndTxn)/;
  // These runs commit no offsets in transactions.
  const errors = [...API_ERRORS.keys()].filter((name) => !/^(AddOffsetsToTxn|TxnOffsetCommit)/.test(name));

  test.each(errors)('%s', async (answer) => {
    const transactional = ofTransactions.test(answer);
    const process = transactional || answer.startsWith('Produce') ? 'producer-1' : 'consumer-1';
    const fault: KafkaFault = { verb: 'api-error', process, answer, when: { atMs: 0 }, times: 2 };
    const { end, refused, acknowledged, uncertain, handled } = await run([fault], {
      records: 8,
      everyMs: 500,
      transactional,
    });
    expect({ end, refused }).toEqual({ end: 'until', refused: [answer, answer] });
    expect(acknowledged.length).toBeGreaterThan(3);
    const surplus = new Set(handled).difference(new Set(acknowledged));
    expect(new Set(handled)).toEqual(new Set(acknowledged).union(surplus));
    expect(surplus.isSubsetOf(new Set(uncertain))).toBe(true);
  });
});

describe('what must be lost', () => {
  /** The followers stand still, so that the leader alone has what it acknowledges; then it dies. */
  const stalled = ['kafka-2', 'kafka-3'].map(
    (broker): KafkaFault => ({ verb: 'replication-stall', broker, when: { atMs: 1_000 }, forMs: 3_000 }),
  );
  const crash: KafkaFault = {
    verb: 'broker-crash',
    broker: 'kafka-1',
    when: { atMs: 2_000 },
    restartAfterMs: 30_000,
    unflushedMs: 0,
  };

  test('with acks=1 is what the leader acknowledged before anybody had a copy', async () => {
    const { acknowledged, values } = await run([...stalled, crash], { acks: 1, producer: {} });
    expect(acknowledged).toEqual(ALL);
    expect(ALL.filter((value) => !values.includes(value))).not.toEqual([]);
  });

  test('with acks=all is nothing: what was not copied was not acknowledged', async () => {
    const { end, acknowledged, values } = await run([...stalled, crash]);
    expect({ end, acknowledged, values }).toEqual({ end: 'until', acknowledged: ALL, values: ALL });
  });

  test('in an unclean election is what the new leader lacks, acknowledged by all or not', async () => {
    const faults: readonly KafkaFault[] = [
      { verb: 'isr-shrink', broker: 'kafka-2', when: { atMs: 1_000 }, forMs: 60_000 },
      { verb: 'unclean-election', broker: 'kafka-2', when: { atMs: 2_500 } },
    ];
    // An idempotent producer would be told of the gap in its sequence, and give up.
    const { struck, acknowledged, values } = await run(faults, { producer: {} });
    expect(struck).toEqual(['isr-shrink', 'unclean-election']);
    expect(acknowledged).toEqual(ALL);
    expect(ALL.filter((value) => !values.includes(value))).not.toEqual([]);
  });
});
