/** What a broker makes of batches and fetches that no client library would send, and of those that it would. */
import { batchOf } from '../../../../simulation/world/kafka/testing/wire-client.ts';
import { errorName } from '../../../../simulation/world/kafka/wire/error-codes.ts';
import { type ConformanceCase, eventually } from '../conformance-case.ts';
import {
  endOffset,
  fetch,
  initProducerId,
  listOffset,
  type ProducerIdentity,
  produce,
  produceValues,
} from './requests.ts';
import type { WireCluster } from './wire-cluster.ts';

/** Where a batch has these fields. */
const MAGIC_AT = 16;
const CRC_COVERS_FROM = 21;

/** Right after its start a broker has no ids to give. */
function idempotent(wire: WireCluster): Promise<ProducerIdentity> {
  return eventually(
    () => initProducerId(wire.connection(), null),
    ({ error }) => error === 'NONE',
  );
}

export const produceAndFetchCases: readonly ConformanceCase<WireCluster>[] = [
  {
    area: 'produce and fetch',
    claim: 'A batch is given back as it was sent, from any offset inside of it',
    right: ['NONE', 3, true, 'NONE', true],
    see: async (wire, name) => {
      await wire.createTopic(name);
      const leader = await wire.leader(name);
      const batch = batchOf(['a', 'b', 'c']);
      await produce(leader, name, batch);
      // The base offset and the epoch of the leader stand before the magic byte; the checksum covers neither.
      const same = (bytes: Buffer) => bytes.subarray(MAGIC_AT).equals(batch.subarray(MAGIC_AT));
      const whole = await fetch(leader, { topic: name });
      const inside = await fetch(leader, { topic: name, offset: 2 });
      return [
        errorName(whole.error),
        whole.highWatermark,
        same(whole.batches),
        errorName(inside.error),
        same(inside.batches),
      ];
    },
  },
  {
    area: 'produce and fetch',
    claim: 'A reader at the end gets nothing, and one beyond it or before the beginning is told so',
    right: ['NONE', 0, 'OFFSET_OUT_OF_RANGE', 'OFFSET_OUT_OF_RANGE'],
    see: async (wire, name) => {
      await wire.createTopic(name);
      const leader = await wire.leader(name);
      await produceValues(leader, name, ['a', 'b']);
      const at = (offset: number) => fetch(leader, { topic: name, offset });
      const end = await at(2);
      return [
        errorName(end.error),
        end.batches.length,
        errorName((await at(3)).error),
        errorName((await at(-1)).error),
      ];
    },
  },
  {
    area: 'produce and fetch',
    claim: 'The first batch is sent even when it is larger than what was asked for, and no more than that',
    right: [true, true],
    see: async (wire, name) => {
      await wire.createTopic(name);
      const leader = await wire.leader(name);
      const batch = batchOf(['x'.repeat(1_000)]);
      await produce(leader, name, batch);
      await produce(leader, name, batch);
      const one = await fetch(leader, { topic: name, maxBytes: 10 });
      const both = await fetch(leader, { topic: name, maxBytes: batch.length * 2 });
      return [one.batches.length === batch.length, both.batches.length === batch.length * 2];
    },
  },
  {
    area: 'produce and fetch',
    claim:
      'A reader who waits for bytes is answered as soon as they are there, or with what is there when its time is up',
    right: [
      [true, true],
      [true, true],
    ],
    see: async (wire, name) => {
      await wire.createTopic(name);
      const [reader, writer] = [await wire.leader(name), await wire.leader(name)];
      const timed = async (maxWaitMs: number, offset: number) => {
        const startedAt = performance.now();
        const { batches } = await fetch(reader, { topic: name, offset, maxWaitMs });
        return { bytes: batches.length, ms: performance.now() - startedAt };
      };
      const waiting = timed(15_000, 0);
      await produceValues(writer, name, ['a']);
      const woken = await waiting;
      const idle = await timed(200, 1);
      return [
        [woken.bytes > 0, woken.ms < 10_000],
        [idle.bytes === 0, idle.ms >= 195],
      ];
    },
  },
  {
    area: 'produce and fetch',
    claim: 'A time leads to the first record at or after it',
    right: [
      [1_000, 0],
      [2_000, 1],
      [2_000, 1],
      [-1, -1],
      [-1, 0],
      [-1, 2],
    ],
    see: async (wire, name) => {
      await wire.createTopic(name);
      const leader = await wire.leader(name);
      await produceValues(leader, name, ['a'], { timestamp: 1_000 });
      await produceValues(leader, name, ['b'], { timestamp: 2_000 });
      const at = (timestamp: number) => listOffset(leader, name, timestamp);
      return [await at(1), await at(1_001), await at(2_000), await at(2_001), await at(-2), await at(-1)];
    },
  },
  {
    area: 'produce and fetch',
    claim: 'A producer who wants no acknowledgement gets no answer, and its record is there all the same',
    right: [1, false],
    see: async (wire, name) => {
      await wire.createTopic(name);
      const leader = await wire.leader(name);
      void produce(leader, name, batchOf(['a']), { acks: 0 });
      const latest = await eventually(
        () => endOffset(leader, name),
        (offset) => offset === 1,
      );
      return [latest, leader.order.includes(1)];
    },
  },
  {
    area: 'wrong requests',
    claim:
      'Batches that are damaged, old, compressed in an unknown way, control records or empty are refused, and nothing of them is stored',
    right: ['CORRUPT_MESSAGE', 'INVALID_RECORD', 'INVALID_RECORD', 'INVALID_RECORD', 0],
    see: async (wire, name) => {
      await wire.createTopic(name);
      const leader = await wire.leader(name);
      const damaged = batchOf(['x']);
      damaged.writeUInt8(damaged.readUInt8(CRC_COVERS_FROM) ^ 0x40, CRC_COVERS_FROM);
      const old = batchOf(['x']);
      old.writeInt8(1, MAGIC_AT);
      const send = (batch: Buffer) => produce(leader, name, batch);
      const several = Buffer.concat([batchOf(['x']), batchOf(['y'])]);
      return [
        await send(damaged),
        await send(old),
        await send(several),
        await send(batchOf(['x'], { control: true })),
        await endOffset(leader, name),
      ];
    },
  },
  {
    area: 'wrong requests',
    claim: 'A batch that is too large, an unknown partition and unknown acks are refused',
    right: ['MESSAGE_TOO_LARGE', 'UNKNOWN_TOPIC_OR_PARTITION', 'UNKNOWN_TOPIC_OR_PARTITION', 'INVALID_REQUIRED_ACKS'],
    see: async (wire, name) => {
      await wire.createTopic(name);
      const leader = await wire.leader(name);
      return [
        await produceValues(leader, name, ['x'.repeat(1_100_000)]),
        await produce(leader, name, batchOf(['x']), { partition: 9 }),
        await produceValues(leader, `${name}-nowhere`, ['x']),
        await produce(leader, name, batchOf(['x']), { acks: 2 }),
      ];
    },
  },
  {
    area: 'wrong requests',
    claim: 'Fetching and asking for offsets where there is no topic is an error',
    right: ['UNKNOWN_TOPIC_OR_PARTITION', 'UNKNOWN_TOPIC_OR_PARTITION', 'UNKNOWN_TOPIC_OR_PARTITION'],
    see: async (wire, name) => [
      errorName((await fetch(wire.connection(), { topic: name })).error),
      await listOffset(wire.connection(), name, -1),
      await wire.topicError(name),
    ],
  },
  {
    area: 'idempotence',
    claim:
      'A batch that comes again is answered with the offset of the first time, as long as it is one of the last five',
    right: [[0, 2, 4], [0, 2, 4], 6],
    see: async (wire, name) => {
      await wire.createTopic(name);
      const leader = await wire.leader(name);
      const { producerId, epoch } = await idempotent(wire);
      const send = (baseSequence: number) =>
        produceValues(leader, name, ['a', 'b'], { producerId, producerEpoch: epoch, baseSequence });
      const first = [await send(0), await send(2), await send(4)];
      const again = [await send(0), await send(2), await send(4)];
      return [first, again, await endOffset(leader, name)];
    },
  },
  {
    area: 'idempotence',
    claim:
      'A gap in the sequence, a batch from too long ago and half of a batch are refused, and the sequence goes on after that',
    right: ['OUT_OF_ORDER_SEQUENCE_NUMBER', 'OUT_OF_ORDER_SEQUENCE_NUMBER', 'OUT_OF_ORDER_SEQUENCE_NUMBER', 7],
    see: async (wire, name) => {
      await wire.createTopic(name);
      const leader = await wire.leader(name);
      const { producerId, epoch } = await idempotent(wire);
      const send = (baseSequence: number, values: readonly string[] = ['a']) =>
        produceValues(leader, name, values, { producerId, producerEpoch: epoch, baseSequence });
      for (const sequence of [0, 1, 2, 3, 4, 5, 6]) await send(sequence);
      return [await send(8), await send(0), await send(5, ['a', 'b', 'c']), await send(7)];
    },
  },
  {
    area: 'idempotence',
    claim: 'A new epoch begins at 0 and shuts out the older one',
    right: [0, 'OUT_OF_ORDER_SEQUENCE_NUMBER', 1, 'INVALID_PRODUCER_EPOCH'],
    see: async (wire, name) => {
      await wire.createTopic(name);
      const leader = await wire.leader(name);
      const { producerId } = await idempotent(wire);
      const send = (producerEpoch: number, baseSequence: number) =>
        produceValues(leader, name, ['a'], { producerId, producerEpoch, baseSequence });
      return [await send(0, 0), await send(1, 1), await send(1, 0), await send(0, 1)];
    },
  },
  {
    area: 'idempotence',
    claim: 'Each producer gets an id that nobody else has',
    right: 40,
    see: async (wire) => {
      const asked = Array.from({ length: 40 }, () => idempotent(wire));
      return new Set((await Promise.all(asked)).map(({ producerId }) => producerId)).size;
    },
  },
];
