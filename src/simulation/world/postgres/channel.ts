/**
 * The protocol state between one client and its backend: whether rows of a COPY are expected, and what the server is skipping
 * after an error. It knows when a batch is answered, which the bytes alone don't tell.
 */
import type { Progress, TransactionStatus, Waiting } from './backend.ts';
import type { WarmBackend } from './database.ts';
import type { Batch, CopyState } from './frontend-reader.ts';
import { FRONTEND, message } from './wire.ts';

const NOTHING_TO_AWAIT = { kind: 'completions', count: 0 } as const;
const COPY_FAIL = message(FRONTEND.copyFail, Buffer.from('client is gone\0'));
const SYNC = message(FRONTEND.sync, Buffer.alloc(0));

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

  constructor(warm: WarmBackend) {
    this.warm = warm;
  }

  get pid(): number {
    return this.warm.backend.pid;
  }

  get status(): TransactionStatus {
    return this.warm.backend.status;
  }

  get copy(): CopyState {
    return this.#copy;
  }

  /** From now on the backend may not say that it waits for a lock, so it has to be watched. */
  stayAwake(): void {
    this.#waiting = 'awake';
  }

  /** Has a batch executed; `request` is what is sent in its place. */
  exchange(batch: Batch, request: Buffer, isBlocked: () => boolean): Progress {
    this.#batch = batch;
    if (batch.boundary === 'sync' || this.#copy === 'extended') this.#skipping = false;
    this.#unsynced = batch.boundary === 'flush' || this.#skipping;
    return this.warm.backend.exchange(
      request,
      this.#skipping ? NOTHING_TO_AWAIT : batch.goal,
      isBlocked,
      this.#waiting,
    );
  }

  /** Goes on where `exchange` found the backend blocked. */
  resume(isBlocked?: () => boolean): Progress {
    return this.warm.backend.resume(isBlocked, this.#waiting);
  }

  /** The answer to the last batch, unchanged. */
  takeOutput(): Buffer {
    this.#copy = this.warm.backend.copyingIn ? this.#copyStarted() : 'none';
    return this.warm.backend.takeOutput();
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
