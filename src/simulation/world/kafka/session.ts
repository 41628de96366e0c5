/**
 * One client connection: cuts it into requests, finds the API, and sends the answers. As in Apache Kafka the
 * requests of one connection are processed one at a time and answered in order: while one waits (a long poll, a
 * join) those behind it wait too.
 */

import type { Connection, ConnectionHandler } from '../ports.ts';
import type { Api, ApiRequest } from './api/api.ts';
import { answerUnsupportedVersion } from './api/api-versions.ts';
import { APIS, apiVersions, findApi } from './api/registry.ts';
import type { Broker } from './broker.ts';
import { BinaryReader, MalformedFrame } from './wire/binary-reader.ts';
import { BinaryWriter } from './wire/binary-writer.ts';
import { ErrorCode } from './wire/error-codes.ts';
import { FrameSplitter } from './wire/frame-splitter.ts';

export class ClientSession implements ConnectionHandler {
  readonly #broker: Broker;
  readonly #connection: Connection;
  readonly #splitter = new FrameSplitter();
  #waiting: Buffer[] = [];
  #busy = false;
  #serving = false;
  #closed = false;
  #undo: (() => void) | undefined;

  constructor(broker: Broker, connection: Connection) {
    this.#broker = broker;
    this.#connection = connection;
  }

  onData(bytes: Buffer): void {
    if (this.#closed) return;
    this.#refusingMalformed(() => {
      this.#waiting.push(...this.#splitter.push(bytes));
    });
    this.#serve();
  }

  onClose(): void {
    this.#closed = true;
    this.#waiting = [];
    this.#undo?.();
    this.#undo = undefined;
  }

  /** Serves what is waiting until a request has to wait itself. A loop, because answers often come at once. */
  #serve(): void {
    if (this.#serving) return;
    this.#serving = true;
    while (!this.#busy && !this.#closed) {
      const frame = this.#waiting.shift();
      if (frame === undefined) break;
      this.#busy = true;
      this.#refusingMalformed(() => this.#dispatch(new BinaryReader(frame)));
    }
    this.#serving = false;
  }

  #dispatch(reader: BinaryReader): void {
    const key = reader.int16();
    const version = reader.int16();
    const correlationId = reader.int32();
    const api = findApi(key);
    const supported = api !== undefined && version >= api.minVersion && version <= api.maxVersion;
    // A client may open with a version of ApiVersions we do not know, and whose header we could not read.
    if (api === apiVersions && !supported) {
      this.#finish(correlationId, answerUnsupportedVersion(APIS));
    } else if (api === undefined || !supported) {
      this.#refuse(`${api?.name ?? `API ${key}`} version ${version} is not supported`);
    } else {
      const clientId = reader.nullableString() ?? '';
      api.handle(this.#request(api, reader, version, correlationId, clientId), this.#broker);
    }
  }

  #request(api: Api, body: BinaryReader, version: number, correlationId: number, clientId: string): ApiRequest {
    const { trouble, observer } = this.#broker.cluster;
    const { client } = this.#connection;
    const throttleMs = trouble.throttleOf(client);
    const refusal = trouble.refusalOf(client, api.name);
    if (refusal !== ErrorCode.NONE) observer.onRefusal?.({ process: client, api: api.name, error: refusal });
    return {
      refusal,
      throttleMs,
      version,
      clientId,
      body,
      connection: this.#connection,
      respond: (answer) => this.#finish(correlationId, answer, throttleMs),
      skip: () => this.#finish(correlationId, undefined),
      close: (reason) => this.#refuse(reason),
      onAbandon: (undo) => {
        this.#undo = undo;
      },
    };
  }

  #finish(correlationId: number, answer: BinaryWriter | undefined, throttleMs = 0): void {
    this.#undo = undefined;
    if (this.#closed) return;
    if (answer !== undefined && this.#connection.open) {
      const frame = new BinaryWriter(answer.length + 8).int32(answer.length + 4).int32(correlationId);
      this.#connection.send(frame.raw(answer.bytes).bytes);
    }
    if (throttleMs === 0) this.#serveNext();
    else this.#undo = this.#broker.cluster.scheduler.schedule(throttleMs, () => this.#serveNext());
  }

  #serveNext(): void {
    this.#undo = undefined;
    this.#busy = false;
    this.#serve();
  }

  #refusingMalformed(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof MalformedFrame)) throw error;
      this.#refuse(error.message);
    }
  }

  #refuse(reason: string): void {
    const { id, client } = this.#connection;
    this.#broker.cluster.trace('kafka.violation', id, reason);
    this.#broker.cluster.observer.onViolation?.({ process: client, connectionId: id, reason });
    this.onClose();
    this.#connection.end();
  }
}
