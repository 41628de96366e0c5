/**
 * The protocol state between one client and its backend: whether rows of a COPY are expected, and what the server is skipping
 * after an error. It knows when a batch is answered, which the bytes alone don't tell.
 */
import type { Progress, TransactionStatus, Waiting } from './backend.ts';
import type { WarmBackend } from './database.ts';
import type { Batch, CopyState } from './frontend-reader.ts';
import { BACKEND, FRONTEND, message, queryMessage } from './wire.ts';

const NOTHING_TO_AWAIT = { kind: 'completions', count: 0 } as const;
const COPY_FAIL = message(FRONTEND.copyFail, Buffer.from('client is gone\0'));
const SYNC = message(FRONTEND.sync, Buffer.alloc(0));

const BEGIN = queryMessage('BEGIN');
/** CommandComplete and ReadyForQuery, in a transaction. */
const BEGUN = Buffer.concat([
  message(BACKEND.commandComplete, Buffer.from('BEGIN\0')),
  message(BACKEND.ready, Buffer.from('T')),
]);

/** A backend in use by a client. */
export class Channel {
  readonly warm: WarmBackend;
  #copy: CopyState = 'none';
  /** An error has not been followed by a Sync yet: the server ignores everything else. */
  #skipping = false;
  /** The last batch ended with Flush, so the server is not at rest. */
  #unsynced = false;
  #batch: Batch | undefined;
  #waiting: Waiting = 'asleep';
  /** The client was told that its transaction has begun, the backend will be with the next batch. */
  #begin: 'none' | 'owed' | 'sent' = 'none';

  constructor(warm: WarmBackend) {
    this.warm = warm;
  }

  get pid(): number {
    return this.warm.backend.pid;
  }

  get status(): TransactionStatus {
    return this.#begin === 'owed' ? 'T' : this.warm.backend.status;
  }

  get copy(): CopyState {
    return this.#copy;
  }

  /** From now on the backend may not say that it waits for a lock, so it has to be watched. */
  stayAwake(): void {
    this.#waiting = 'awake';
  }

  /**
   * Puts off a plain BEGIN until the next batch, which saves a way to the backend and back: it takes no snapshot and no lock, so
   * nobody can tell.
   * @returns what the backend would have answered; undefined if the batch is something else
   */
  putOff({ bytes }: Batch): Buffer | undefined {
    if (!bytes.equals(BEGIN) || this.status !== 'I' || this.#skipping || this.#copy !== 'none') return undefined;
    this.#begin = 'owed';
    return Buffer.from(BEGUN);
  }

  /** Has a batch executed; `request` is what is sent in its place. */
  exchange(batch: Batch, request: Buffer, isBlocked: () => boolean): Progress {
    this.#batch = batch;
    if (batch.boundary === 'sync' || this.#copy === 'extended') this.#skipping = false;
    this.#unsynced = batch.boundary === 'flush' || this.#skipping;
    const owes = this.#begin === 'owed';
    if (owes) this.#begin = 'sent';
    return this.warm.backend.exchange(
      owes ? Buffer.concat([BEGIN, request]) : request,
      this.#skipping ? NOTHING_TO_AWAIT : batch.goal,
      isBlocked,
      this.#waiting,
      owes ? 1 : 0,
    );
  }

  /** Goes on where `exchange` found the backend blocked. */
  resume(isBlocked?: () => boolean): Progress {
    return this.warm.backend.resume(isBlocked, this.#waiting);
  }

  /** The answer to the last batch, unchanged. */
  takeOutput(): Buffer {
    this.#copy = this.warm.backend.copyingIn ? this.#copyStarted() : 'none';
    const output = this.warm.backend.takeOutput();
    if (this.#begin !== 'sent') return output;
    this.#begin = 'none';
    return output.subarray(BEGUN.length);
  }

  /** The answer contained an error. */
  sawError(): void {
    this.#skipping ||= this.#unsynced;
  }

  /** What brings the backend to rest when the client is gone; empty if it is at rest. */
  ending(): Buffer {
    if (this.#copy === 'simple') return COPY_FAIL;
    if (this.#copy === 'extended') return Buffer.concat([COPY_FAIL, SYNC]);
    return this.#unsynced ? SYNC : Buffer.alloc(0);
  }

  #copyStarted(): CopyState {
    if (this.#copy !== 'none') return this.#copy;
    return this.#batch?.boundary === 'query' ? 'simple' : 'extended';
  }
}
