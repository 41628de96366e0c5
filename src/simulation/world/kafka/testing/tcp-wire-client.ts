/** A client that speaks the protocol by hand over TCP, to ask this broker and Apache Kafka the same questions. */

import { connect, type Socket } from 'node:net';
import { BinaryReader } from '../wire/binary-reader.ts';
import { BinaryWriter } from '../wire/binary-writer.ts';
import { FrameSplitter } from '../wire/frame-splitter.ts';
import { framed } from './wire-client.ts';

export class TcpWireClient {
  /** Resolves when the broker has closed the connection. */
  readonly closed: Promise<void>;
  /** Correlation ids in the order of the answers. */
  readonly order: number[] = [];
  readonly #socket: Socket;
  readonly #splitter = new FrameSplitter();
  readonly #waiting = new Map<number, (body: BinaryReader) => void>();
  #correlationId = 0;

  constructor(host: string, port: number) {
    this.#socket = connect({ host, port });
    this.#socket.on('data', (bytes) => {
      for (const frame of this.#splitter.push(bytes)) this.#answered(new BinaryReader(frame));
    });
    const { promise, resolve } = Promise.withResolvers<void>();
    this.closed = promise;
    this.#socket.on('close', () => resolve());
    // A reset is one way for a broker to close; `close` follows.
    this.#socket.on('error', () => resolve());
  }

  /** Sends a request; the answer never comes when the broker closes the connection instead. */
  ask(apiKey: number, version: number, body: BinaryWriter): Promise<BinaryReader> {
    this.#correlationId += 1;
    const correlationId = this.#correlationId;
    const header = new BinaryWriter().int16(apiKey).int16(version).int32(correlationId).string('tester');
    this.sendRaw(framed(header.raw(body.bytes).bytes));
    return new Promise((resolve) => {
      this.#waiting.set(correlationId, resolve);
    });
  }

  sendRaw(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  close(): void {
    this.#socket.destroy();
  }

  #answered(body: BinaryReader): void {
    const correlationId = body.int32();
    this.order.push(correlationId);
    this.#waiting.get(correlationId)?.(body);
  }
}
