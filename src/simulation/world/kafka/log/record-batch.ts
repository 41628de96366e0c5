/**
 * Record batches in format 2 (magic byte 2), the only format since Kafka 0.11 and the only one that kafkajs
 * writes. A broker keeps a batch as the bytes it received: it only sets the base offset and the leader epoch,
 * which the checksum does not cover.
 */

import { gunzipSync, gzipSync } from 'node:zlib';
import { BinaryReader, MalformedFrame } from '../wire/binary-reader.ts';
import { BinaryWriter } from '../wire/binary-writer.ts';
import { crc32c } from '../wire/crc32c.ts';
import { ErrorCode } from '../wire/error-codes.ts';

const HEADER_BYTES = 61;
const LENGTH_AT = 8;
const MAGIC_AT = 16;
const CRC_AT = 17;
const ATTRIBUTES_AT = 21;
const COMPRESSION_MASK = 0x07;
const TRANSACTIONAL_FLAG = 0x10;
const CONTROL_FLAG = 0x20;

export interface BatchHeader {
  readonly compression: 'none' | 'gzip';
  readonly transactional: boolean;
  readonly control: boolean;
  readonly lastOffsetDelta: number;
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
  /** -1 when the producer is not idempotent. */
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly count: number;
}

/** How a transaction ends. */
export type Outcome = 'commit' | 'abort';

export interface BatchRecord {
  readonly offsetDelta: number;
  readonly timestamp: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly (readonly [key: string, value: Buffer | null])[];
}

export interface ParsedBatch {
  readonly header: BatchHeader;
  readonly records: readonly BatchRecord[];
}

/**
 * Checks and decodes the one batch of a produce request. Returns the error to answer with when the batch is
 * not acceptable: damaged, in an old format, in a compression this broker does not know.
 */
export function parseBatch(bytes: Buffer): ParsedBatch | ErrorCode {
  if (bytes.length < HEADER_BYTES) return ErrorCode.INVALID_RECORD;
  // A request of version 3 and later carries exactly one batch of format 2 per partition.
  if (bytes.readInt8(MAGIC_AT) !== 2) return ErrorCode.INVALID_RECORD;
  if (bytes.readInt32BE(LENGTH_AT) + LENGTH_AT + 4 !== bytes.length) return ErrorCode.INVALID_RECORD;
  if (bytes.readUInt32BE(CRC_AT) !== crc32c(bytes.subarray(ATTRIBUTES_AT))) return ErrorCode.CORRUPT_MESSAGE;
  const codec = bytes.readInt16BE(ATTRIBUTES_AT) & COMPRESSION_MASK;
  if (codec > 1) return ErrorCode.UNSUPPORTED_COMPRESSION_TYPE;
  try {
    return readBatch(bytes, codec === 1 ? 'gzip' : 'none');
  } catch {
    // Neither a record that ends early nor a broken gzip stream can be stored.
    return ErrorCode.CORRUPT_MESSAGE;
  }
}

function readBatch(bytes: Buffer, compression: 'none' | 'gzip'): ParsedBatch | ErrorCode {
  const header = readHeader(bytes, compression);
  const body = bytes.subarray(HEADER_BYTES);
  const reader = new BinaryReader(compression === 'gzip' ? gunzipSync(body) : body);
  const records: BatchRecord[] = [];
  while (reader.remaining > 0) records.push(readRecord(reader, header.baseTimestamp));
  const consecutive = records.every((record, index) => record.offsetDelta === index);
  const complete = records.length === header.count && header.lastOffsetDelta === header.count - 1;
  return consecutive && complete && records.length > 0 ? { header, records } : ErrorCode.INVALID_RECORD;
}

function readHeader(bytes: Buffer, compression: 'none' | 'gzip'): BatchHeader {
  const reader = new BinaryReader(bytes.subarray(ATTRIBUTES_AT, HEADER_BYTES));
  const attributes = reader.int16();
  return {
    compression,
    transactional: (attributes & TRANSACTIONAL_FLAG) !== 0,
    control: (attributes & CONTROL_FLAG) !== 0,
    lastOffsetDelta: reader.int32(),
    baseTimestamp: reader.int64(),
    maxTimestamp: reader.int64(),
    producerId: reader.int64(),
    producerEpoch: reader.int16(),
    baseSequence: reader.int32(),
    count: reader.int32(),
  };
}

function readRecord(batch: BinaryReader, baseTimestamp: number): BatchRecord {
  const bytes = batch.varBytes();
  if (bytes === null) throw new MalformedFrame('a record without a length');
  const reader = new BinaryReader(bytes);
  reader.int8();
  return {
    timestamp: baseTimestamp + reader.varlong(),
    offsetDelta: reader.varint(),
    key: reader.varBytes(),
    value: reader.varBytes(),
    headers: reader.varArray(readHeaderField),
  };
}

function readHeaderField(reader: BinaryReader): readonly [string, Buffer | null] {
  const key = reader.varBytes();
  if (key === null) throw new MalformedFrame('a record header without a key');
  return [key.toString('utf8'), reader.varBytes()];
}

/** A copy of a batch with the offset that the log gave to its first record, and the epoch of the leader that did. */
export function withBaseOffset(bytes: Buffer, baseOffset: number, leaderEpoch: number): Buffer {
  const prefix = new BinaryWriter(16)
    .int64(baseOffset)
    .raw(bytes.subarray(LENGTH_AT, LENGTH_AT + 4))
    .int32(leaderEpoch).bytes;
  return Buffer.concat([prefix, bytes.subarray(MAGIC_AT)]);
}

/** What `encodeBatch` takes: only what differs from a plain batch has to be said. */
export interface BatchToEncode {
  readonly records: readonly {
    readonly key: Buffer | null;
    readonly value: Buffer | null;
    readonly headers?: readonly (readonly [key: string, value: Buffer | null])[];
  }[];
  /** Milliseconds since 1970, the same for all records. */
  readonly timestamp: number;
  readonly producerId?: number;
  readonly producerEpoch?: number;
  readonly baseSequence?: number;
  readonly transactional?: boolean;
  readonly control?: boolean;
  readonly compression?: 'none' | 'gzip';
}

/** Builds a batch with base offset 0: the control batches that end a transaction, and batches for tests. */
export function encodeBatch(batch: BatchToEncode): Buffer {
  const records = new BinaryWriter();
  batch.records.forEach((record, index) => {
    const encoded = encodeRecord(record, index);
    records.varint(encoded.length).raw(encoded);
  });
  const attributes =
    (batch.compression === 'gzip' ? 1 : 0) |
    (batch.transactional === true ? TRANSACTIONAL_FLAG : 0) |
    (batch.control === true ? CONTROL_FLAG : 0);
  const covered = new BinaryWriter()
    .int16(attributes)
    .int32(batch.records.length - 1)
    .int64(batch.timestamp)
    .int64(batch.timestamp)
    .int64(batch.producerId ?? -1)
    .int16(batch.producerEpoch ?? -1)
    .int32(batch.baseSequence ?? -1)
    .int32(batch.records.length)
    .raw(batch.compression === 'gzip' ? gzipSync(records.bytes) : records.bytes).bytes;
  const length = covered.length + ATTRIBUTES_AT - LENGTH_AT - 4;
  return new BinaryWriter().int64(0).int32(length).int32(0).int8(2).uint32(crc32c(covered)).raw(covered).bytes;
}

function encodeRecord(record: BatchToEncode['records'][number], offsetDelta: number): Buffer {
  const headers = record.headers ?? [];
  const writer = new BinaryWriter()
    .int8(0)
    .varint(0)
    .varint(offsetDelta)
    .varBytes(record.key)
    .varBytes(record.value)
    .varint(headers.length);
  for (const [key, value] of headers) writer.varBytes(Buffer.from(key)).varBytes(value);
  return writer.bytes;
}
