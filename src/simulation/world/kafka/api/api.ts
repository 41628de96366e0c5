/** What an API of the protocol is to a broker: a key, the versions it speaks, and what it does with a request. */

import type { Connection } from '../../ports.ts';
import type { Broker } from '../broker.ts';
import type { BinaryReader } from '../wire/binary-reader.ts';
import type { BinaryWriter } from '../wire/binary-writer.ts';
import type { ErrorCode } from '../wire/error-codes.ts';

/** One request and the ways to answer it. Exactly one of `respond`, `skip` and `close` must be called, once. */
export interface ApiRequest {
  readonly version: number;
  readonly clientId: string;
  readonly body: BinaryReader;
  readonly connection: Connection;
  /** What a fault wants it to be answered with, without doing anything; NONE when it is to be served. */
  readonly refusal: ErrorCode;
  /** The throttle time of the answer, in milliseconds; for so long the connection is not read from. */
  readonly throttleMs: number;
  /** Sends the answer and lets the next request of the connection be served. */
  respond(body: BinaryWriter): void;
  /** Sends no answer and lets the next request be served. */
  skip(): void;
  /** Closes the connection, which is how Kafka refuses what has no error code. */
  close(reason: string): void;
  /** Calls `undo` if the connection closes before the request was answered. */
  onAbandon(undo: () => void): void;
}

export interface Api {
  readonly key: number;
  readonly name: string;
  readonly minVersion: number;
  readonly maxVersion: number;
  /** Reads the body and answers, now or later. Throws MalformedFrame when the body is not as it should be. */
  handle(request: ApiRequest, broker: Broker): void;
}
