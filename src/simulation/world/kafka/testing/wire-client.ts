/** A client that speaks the protocol by hand over a connection in memory, for what kafkajs would never send. */

import type { Connection, ConnectionHandler, Listener } from '../../ports.ts';
import { encodeBatch } from '../log/record-batch.ts';
import { BinaryReader } from '../wire/binary-reader.ts';
import { BinaryWriter } from '../wire/binary-writer.ts';
import { FrameSplitter } from '../wire/frame-splitter.ts';

export interface Answer {
  readonly correlationId: number;
  readonly body: BinaryReader;
}

export class WireClient {
  /** Answers in the order of their arrival. */
  readonly answers: Answer[] = [];
  readonly connection: Connection;
  open = true;
  readonly #handler: ConnectionHandler;
  readonly #splitter = new FrameSplitter();
  #correlationId = 0;

  constructor(listener: Listener, name = 'tester') {
    const isOpen = () => this.open;
    this.connection = {
      id: `${name}>kafka:9092#1`,
      client: name,
      get open() {
        return isOpen();
      },
      send: (bytes) => this.#receive(bytes),
      end: () => this.close(),
      reset: () => this.close(),
    };
    this.#handler = listener(this.connection);
  }

  /** Sends a request; returns its correlation id. */
  send(apiKey: number, version: number, body: BinaryWriter): number {
    this.#correlationId += 1;
    const header = new BinaryWriter().int16(apiKey).int16(version).int32(this.#correlationId).string('tester');
    this.sendRaw(framed(header.raw(body.bytes).bytes));
    return this.#correlationId;
  }

  /** Sends a request and returns its answer, which must have come at once. */
  ask(apiKey: number, version: number, body: BinaryWriter): BinaryReader {
    const correlationId = this.send(apiKey, version, body);
    const answer = this.answers.find((each) => each.correlationId === correlationId);
    if (answer === undefined) throw new Error(`request ${correlationId} to API ${apiKey} was not answered at once`);
    return answer.body;
  }

  sendRaw(bytes: Buffer): void {
    this.#handler.onData(bytes);
  }

  close(): void {
    if (!this.open) return;
    this.open = false;
    this.#handler.onClose('reset');
  }

  #receive(bytes: Buffer): void {
    for (const frame of this.#splitter.push(bytes)) {
      const body = new BinaryReader(frame);
      this.answers.push({ correlationId: body.int32(), body });
    }
  }
}

export function framed(frame: Buffer): Buffer {
  return new BinaryWriter().int32(frame.length).raw(frame).bytes;
}

/** One partition's part of the answer to a produce request. */
export interface Produced {
  readonly error: number;
  readonly baseOffset: number;
}

type BatchOptions = Partial<Parameters<typeof encodeBatch>[0]>;

/** A batch with one record per value. */
export function batchOf(values: readonly string[], options: BatchOptions = {}): Buffer {
  const headers = [['event_type', Buffer.from('OrderPlaced')]] as const;
  const records = values.map((value) => ({ key: null, value: Buffer.from(value), headers }));
  return encodeBatch({ records, timestamp: 1_000, ...options });
}

/** The body of a produce request (version 3 to 7) with one partition. */
export function produceBody(
  topic: string,
  partition: number,
  batch: Buffer,
  acks = -1,
  timeoutMs = 1_000,
): BinaryWriter {
  const body = new BinaryWriter().string(null).int16(acks).int32(timeoutMs);
  return body.int32(1).string(topic).int32(1).int32(partition).nullableBytes(batch);
}

/** Reads the answer to `produceBody` in version 7. */
export function readProduced(answer: BinaryReader): Produced {
  const readPartition = (reader: BinaryReader) => {
    reader.int32();
    const produced = { error: reader.int16(), baseOffset: reader.int64() };
    reader.int64();
    reader.int64();
    return produced;
  };
  const [produced] = answer
    .array((topic) => [topic.string(), topic.array(readPartition)] as const)
    .flatMap(([, all]) => all);
  if (produced === undefined) throw new Error('the answer has no partition');
  return produced;
}

/** What `fetchBody` can be told; the default is one partition from offset 0 without waiting. */
export interface FetchWish {
  readonly topic?: string;
  readonly partition?: number;
  readonly offset?: number;
  readonly maxWaitMs?: number;
  readonly minBytes?: number;
  readonly maxBytes?: number;
  readonly committedOnly?: boolean;
}

/** The body of a fetch request, version 4, with one partition. */
export function fetchBody(wish: FetchWish = {}): BinaryWriter {
  const { maxWaitMs = 0, minBytes = 1, maxBytes = 1_000_000, committedOnly = false } = wish;
  const body = new BinaryWriter()
    .int32(-1)
    .int32(maxWaitMs)
    .int32(minBytes)
    .int32(maxBytes)
    .int8(committedOnly ? 1 : 0);
  body
    .int32(1)
    .string(wish.topic ?? 'orders')
    .int32(1);
  return body
    .int32(wish.partition ?? 0)
    .int64(wish.offset ?? 0)
    .int32(maxBytes);
}

export interface Fetched {
  readonly error: number;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  readonly aborted: readonly { readonly producerId: number; readonly firstOffset: number }[] | null;
  readonly batches: Buffer;
}

/** Reads the answer to `fetchBody`. */
export function readFetched(answer: BinaryReader): Fetched {
  const [fetched] = readAllFetched(answer);
  if (fetched === undefined) throw new Error('the answer has no partition');
  return fetched;
}

/** Reads the answer to a fetch request, version 4, with any number of partitions. */
export function readAllFetched(answer: BinaryReader): readonly Fetched[] {
  answer.int32();
  const readPartition = (reader: BinaryReader): Fetched => {
    reader.int32();
    return {
      error: reader.int16(),
      highWatermark: reader.int64(),
      lastStableOffset: reader.int64(),
      aborted: reader.nullableArray((each) => ({ producerId: each.int64(), firstOffset: each.int64() })),
      batches: reader.bytes(),
    };
  };
  return answer.array((topic) => [topic.string(), topic.array(readPartition)] as const).flatMap(([, all]) => all);
}
