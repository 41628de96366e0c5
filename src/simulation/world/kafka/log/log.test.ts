import { describe, expect, test } from 'vitest';
import { crc32c } from '../wire/crc32c.ts';
import { ErrorCode } from '../wire/error-codes.ts';
import { PartitionLog } from './partition-log.ts';
import { ProducerStates } from './producer-state.ts';
import { encodeBatch, type ParsedBatch, parseBatch, withBaseOffset } from './record-batch.ts';

function parsed(bytes: Buffer): ParsedBatch {
  const batch = parseBatch(bytes);
  if (typeof batch !== 'object') throw new Error(`the batch was refused with error ${batch}`);
  return batch;
}

function batch(
  count: number,
  options: { producerId?: number; producerEpoch?: number; baseSequence?: number } = {},
): Buffer {
  const records = Array.from({ length: count }, (_, index) => ({ key: null, value: Buffer.from(`v${index}`) }));
  return encodeBatch({ records, timestamp: 1_000, ...options });
}

describe('record batches', () => {
  const records = [
    {
      key: Buffer.from('k'),
      value: Buffer.from('v'),
      headers: [
        ['h', Buffer.from('x')],
        ['empty', null],
      ] as const,
    },
    { key: null, value: null },
  ];

  test.each(['none', 'gzip'] as const)('survive a round trip (compression %s)', (compression) => {
    const { header, records: read } = parsed(
      encodeBatch({ records, timestamp: 7, compression, producerId: 9, producerEpoch: 1, baseSequence: 4 }),
    );
    expect(header).toMatchObject({
      compression,
      producerId: 9,
      producerEpoch: 1,
      baseSequence: 4,
      count: 2,
      control: false,
    });
    expect(read.map(({ key, value }) => [key?.toString() ?? null, value?.toString() ?? null])).toEqual([
      ['k', 'v'],
      [null, null],
    ]);
    expect(read[0]?.headers).toEqual([
      ['h', Buffer.from('x')],
      ['empty', null],
    ]);
    expect(read[0]?.timestamp).toBe(7);
  });

  test('keep their checksum when the log gives them an offset', () => {
    const stored = withBaseOffset(batch(3), 41, 2);
    expect(stored.readBigInt64BE(0)).toBe(41n);
    expect(parsed(stored).records).toHaveLength(3);
  });

  test('are refused when damaged, too old, cut off, or in an unknown compression', () => {
    const damaged = batch(1);
    damaged.writeUInt8(damaged.readUInt8(damaged.length - 2) ^ 1, damaged.length - 2);
    expect(parseBatch(damaged)).toBe(ErrorCode.CORRUPT_MESSAGE);
    const old = batch(1);
    old.writeInt8(1, 16);
    expect(parseBatch(old)).toBe(ErrorCode.INVALID_RECORD);
    expect(parseBatch(batch(1).subarray(0, -1))).toBe(ErrorCode.INVALID_RECORD);
    expect(parseBatch(Buffer.concat([batch(1), batch(1)]))).toBe(ErrorCode.INVALID_RECORD);
    const zstd = batch(1);
    zstd.writeInt16BE(4, 21);
    zstd.writeUInt32BE(crc32c(zstd.subarray(21)), 17);
    expect(parseBatch(zstd)).toBe(ErrorCode.UNSUPPORTED_COMPRESSION_TYPE);
  });
});

describe('a partition log', () => {
  function logOf(...sizes: readonly number[]): PartitionLog {
    const log = new PartitionLog();
    sizes.forEach((size, index) => {
      const bytes = withBaseOffset(batch(size), log.endOffset, 0);
      log.append({ header: parsed(bytes).header, bytes, appendedMs: index * 100, records: [] });
    });
    log.commitTo(log.endOffset);
    return log;
  }

  test('finds the batch of every offset', () => {
    const log = logOf(1, 3, 2, 5);
    expect(log.endOffset).toBe(11);
    const firstAt = (offset: number) => log.read(offset, 11, 1_000_000, true)[0]?.baseOffset;
    expect(Array.from({ length: 12 }, (_, offset) => firstAt(offset))).toEqual([
      0,
      1,
      1,
      1,
      4,
      4,
      6,
      6,
      6,
      6,
      6,
      undefined,
    ]);
  });

  test('reads whole batches within a number of bytes, but at least one when asked', () => {
    const log = logOf(1, 1, 1);
    const size = batch(1).length;
    expect(log.read(0, 3, size * 2, true)).toHaveLength(2);
    expect(log.read(0, 3, size * 2 - 1, true)).toHaveLength(1);
    expect(log.read(0, 3, 1, true)).toHaveLength(1);
    expect(log.read(0, 3, 1, false)).toHaveLength(0);
    expect(log.bytesBetween(1, 3)).toBe(size * 2);
    expect(log.bytesBetween(3, 3)).toBe(0);
  });

  test('forgets what is deleted and keeps its offsets', () => {
    const log = logOf(1, 3, 2);
    log.deleteBefore(2);
    expect([log.startOffset, log.endOffset, log.contains(1), log.contains(2)]).toEqual([2, 6, false, true]);
    log.deleteAppendedBefore(150);
    expect(log.startOffset).toBe(4);
    log.deleteAppendedBefore(10_000);
    expect([log.startOffset, log.endOffset]).toEqual([6, 6]);
  });
});

describe('producer states', () => {
  const sent = (baseSequence: number, count = 1, producerEpoch = 0) =>
    parsed(batch(count, { producerId: 5, producerEpoch, baseSequence })).header;

  test('recognise the last five batches, and refuse gaps and older ones', () => {
    const states = new ProducerStates();
    for (let sequence = 0; sequence < 7; sequence += 1) states.appended(sent(sequence), sequence * 10);
    expect(states.check(sent(7))).toEqual({ kind: 'append' });
    expect(states.check(sent(6))).toEqual({ kind: 'duplicate', baseOffset: 60 });
    expect(states.check(sent(2))).toEqual({ kind: 'duplicate', baseOffset: 20 });
    expect(states.check(sent(1))).toEqual({ kind: 'refused', error: ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER });
    expect(states.check(sent(8))).toEqual({ kind: 'refused', error: ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER });
    // The same first number with another length is another batch.
    expect(states.check(sent(6, 2))).toEqual({ kind: 'refused', error: ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER });
  });

  test('accept any beginning from a producer they never heard of', () => {
    expect(new ProducerStates().check(sent(17))).toEqual({ kind: 'append' });
  });

  test('fence older epochs and begin newer ones at 0', () => {
    const states = new ProducerStates();
    states.appended(sent(0, 3, 1), 0);
    expect(states.check(sent(3, 1, 0))).toEqual({ kind: 'refused', error: ErrorCode.INVALID_PRODUCER_EPOCH });
    expect(states.check(sent(0, 1, 2))).toEqual({ kind: 'append' });
    expect(states.check(sent(3, 1, 2))).toEqual({ kind: 'refused', error: ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER });
    states.fence(5, 4);
    expect(states.check(sent(0, 1, 2))).toEqual({ kind: 'refused', error: ErrorCode.INVALID_PRODUCER_EPOCH });
    expect(states.check(sent(0, 1, 4))).toEqual({ kind: 'append' });
  });
});
