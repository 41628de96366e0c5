/**
 * A synchronous channel to one Postgres backend: the descriptor of a paused unix-socket connection, written and read
 * by hand. Nothing of the event loop takes part, so real I/O never interleaves with virtual time. Usually the read sleeps in
 * the kernel: it wakes as soon as the answer is there, and leaves the core to the backend meanwhile, where a loop of
 * attempts took two to three times as long per statement once several simulations shared a machine. A backend that waits for a
 * lock says so itself after a millisecond (see `settings.ts`).
 */
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import { ByteBuffer } from './byte-buffer.ts';
import { nap, Patience } from './patience.ts';
import { systemErrorCode } from './system-error.ts';
import { BACKEND, queryMessage, saysWaiting, startupPacket, textRows } from './wire.ts';

/** How to wait: asleep in the kernel until something arrives, or looking again and again, which is faster at finding lock waits. */
export type Waiting = 'asleep' | 'awake';

/** When an exchange is over: at ReadyForQuery, or after so many completed messages where the client sent Flush. */
export type Goal = { readonly kind: 'ready' } | { readonly kind: 'completions'; readonly count: number };

/** `blocked`: the backend waits for a lock, its answer is incomplete. `closed`: the backend is gone. */
export type Progress = 'done' | 'blocked' | 'closed';

/** As in ReadyForQuery: idle, in a transaction, in a failed transaction. */
export type TransactionStatus = 'I' | 'T' | 'E';

const READY: Goal = { kind: 'ready' };
const READ_SIZE = 1 << 16;
/** A request of this size fits into the socket whole, so that sending it never waits for the backend to read. */
const MAX_ASLEEP_BYTES = 1 << 17;
const EXIT_LIMIT_MS = 5000;
const nothing = Buffer.alloc(0);

/** One connection to a real backend. */
export class Backend {
  /** Of the backend's process; known once it is open. */
  pid = 0;
  status: TransactionStatus = 'I';
  closed = false;
  /** True while the backend expects the rows of a COPY. */
  copyingIn = false;
  readonly #socket: net.Socket;
  readonly #handle: SocketHandle;
  readonly #received = new ByteBuffer(READ_SIZE * 2);
  #scanned = 0;
  #unsent: Buffer = nothing;
  #goal: Goal = READY;
  /** ReadyForQuery messages of earlier requests that travel in front of this one. */
  #earlier = 0;
  #completions = 0;
  #reached = false;
  #asleep = false;
  /** The backend said that it waits for a lock. */
  #saidWaiting = false;

  private constructor(socket: net.Socket) {
    this.#socket = socket;
    this.#handle = handleOf(socket);
  }

  /**
   * Connects and sends a startup packet.
   * @returns the backend and its greeting; if the server refused, `closed` is true and the greeting ends with its error
   */
  static async connect(socketPath: string, packet: Buffer): Promise<{ backend: Backend; greeting: Buffer }> {
    const socket = net.connect({ path: socketPath });
    socket.pause();
    await once(socket, 'connect');
    socket.unref();
    const backend = new Backend(socket);
    backend.exchange(packet);
    return { backend, greeting: backend.takeOutput() };
  }

  /**
   * Connects with the given startup parameters.
   * @throws PostgresError if the server refuses
   */
  static async open(socketPath: string, parameters: Readonly<Record<string, string>>): Promise<Backend> {
    const { backend, greeting } = await Backend.connect(socketPath, startupPacket(parameters));
    if (!backend.closed) return backend;
    backend.destroy();
    textRows(greeting, 'the startup packet');
    throw new Error('Postgres closed the connection without an answer');
  }

  /**
   * Sends a request and works until its goal is reached.
   * @param isBlocked asked while the backend is silent or said that it waits; without it, waits as long as it takes
   * @param waiting how to wait; `asleep` unless given
   * @param earlier how many requests `request` begins with that end in a ReadyForQuery of their own, before the one with the goal
   */
  exchange(
    request: Buffer,
    goal: Goal = READY,
    isBlocked?: () => boolean,
    waiting: Waiting = 'asleep',
    earlier = 0,
  ): Progress {
    this.#unsent = this.#unsent.length === 0 ? request : Buffer.concat([this.#unsent, request]);
    this.#goal = goal;
    this.#completions = 0;
    this.#earlier = earlier;
    this.#reached = earlier === 0 && goal.kind === 'completions' && goal.count === 0;
    this.copyingIn = false;
    // Asleep over a larger one, both sides could wait for the other to read.
    return this.resume(isBlocked, request.length > MAX_ASLEEP_BYTES ? 'awake' : waiting);
  }

  /** Goes on with an exchange that was blocked. */
  resume(isBlocked?: () => boolean, waiting: Waiting = 'asleep'): Progress {
    // Node may have noticed before us that the server is gone, and then there is nothing to read from.
    if (this.#socket.destroyed) {
      this.closed = true;
      return 'closed';
    }
    this.#fallAsleep(waiting === 'asleep');
    this.#saidWaiting = false;
    let patience = new Patience();
    for (;;) {
      const sent = this.#send();
      if (this.#reached && this.#unsent.length === 0) return 'done';
      if (this.#receive()) {
        this.#scan();
        if (this.#saidWaiting && !this.#reached) {
          if (isBlocked?.() === true) return 'blocked';
          this.#fallAsleep(false);
        }
        patience = new Patience();
        continue;
      }
      if (this.closed) return 'closed';
      if (sent) continue;
      if (isBlocked !== undefined && patience.suspects() && isBlocked()) return 'blocked';
      patience.pause();
    }
  }

  /** What the backend answered since the last call. */
  takeOutput(): Buffer {
    const output = this.#received.take(this.#scanned);
    this.#scanned = 0;
    return output;
  }

  /**
   * Runs SQL and returns its rows as text.
   * @throws PostgresError with what Postgres reported; Error if the backend is gone
   */
  query(sql: string): (string | null)[][] {
    const progress = this.exchange(queryMessage(sql));
    const rows = textRows(this.takeOutput(), sql);
    if (progress === 'closed') throw new Error(`the Postgres backend is gone, during: ${sql}`);
    return rows;
  }

  /** Cuts the connection; the backend ends when it notices. */
  destroy(): void {
    this.closed = true;
    this.#socket.destroy();
  }

  /** Waits until the backend's process is gone and with it all its locks. */
  awaitExit(): void {
    const patience = new Patience();
    while (isRunning(this.pid) && patience.waited < EXIT_LIMIT_MS) nap(0.2);
  }

  #fallAsleep(asleep: boolean): void {
    if (asleep !== this.#asleep) this.#handle.setBlocking(asleep);
    this.#asleep = asleep;
  }

  #send(): boolean {
    if (this.#unsent.length === 0) return false;
    const written = attempt(() => fs.writeSync(this.#handle.fd, this.#unsent, 0, this.#unsent.length));
    if (written === undefined) return false;
    if (written < 0) this.#unsent = nothing;
    else this.#unsent = this.#unsent.subarray(written);
    return true;
  }

  #receive(): boolean {
    const read = this.#received.fill(READ_SIZE, (target, offset, length) => {
      const count = attempt(() => fs.readSync(this.#handle.fd, target, offset, length, null));
      if (count === undefined) return 0;
      if (count <= 0) this.closed = true;
      return Math.max(0, count);
    });
    return read > 0;
  }

  /** Looks at the complete messages behind those already seen. */
  #scan(): void {
    const bytes = this.#received.view;
    while (this.#scanned + 5 <= bytes.length) {
      const end = this.#scanned + 1 + bytes.readUInt32BE(this.#scanned + 1);
      if (end > bytes.length) return;
      this.#see(bytes[this.#scanned] ?? 0, bytes, this.#scanned + 5);
      this.#scanned = end;
    }
  }

  #passEarlier(): void {
    this.#earlier--;
    this.#completions = 0;
    this.#reached = this.#earlier === 0 && this.#goal.kind === 'completions' && this.#goal.count === 0;
  }

  #see(type: number, bytes: Buffer, body: number): void {
    if (type === BACKEND.ready) {
      this.status = statusOf(bytes[body]);
      if (this.#earlier > 0) this.#passEarlier();
      else this.#reached = true;
    } else if (type === BACKEND.backendKey) {
      this.pid = bytes.readUInt32BE(body);
    } else if (type === BACKEND.copyIn) {
      this.copyingIn = true;
      this.#reached = true;
    } else if (type === BACKEND.notice && saysWaiting(bytes, body)) {
      this.#saidWaiting = true;
    } else if (this.#goal.kind === 'completions') {
      if (COMPLETIONS.has(type)) this.#completions++;
      if (type === BACKEND.error || this.#completions === this.#goal.count) this.#reached = true;
    }
  }
}

/** Each extended-protocol message is answered by exactly one of these, unless there is an error. */
const COMPLETIONS: ReadonlySet<number> = new Set([
  BACKEND.parseComplete,
  BACKEND.bindComplete,
  BACKEND.closeComplete,
  BACKEND.rowDescription,
  BACKEND.noData,
  BACKEND.commandComplete,
  BACKEND.emptyQuery,
  BACKEND.portalSuspended,
]);

function statusOf(byte: number | undefined): TransactionStatus {
  if (byte === 0x54) return 'T';
  return byte === 0x45 ? 'E' : 'I';
}

/** Bytes transferred; undefined if it has to be tried again, -1 if the other side is gone. */
function attempt(transfer: () => number): number | undefined {
  const limit = Error.stackTraceLimit;
  // An EAGAIN is thrown thousands of times a second, and collecting its stack costs more than the call.
  Error.stackTraceLimit = 0;
  try {
    return transfer();
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'EAGAIN' || code === 'EINTR') return undefined;
    if (code === 'EPIPE' || code === 'ECONNRESET') return -1;
    throw error;
  } finally {
    Error.stackTraceLimit = limit;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** What Node keeps behind a socket. */
interface SocketHandle {
  readonly fd: number;
  /** Whether reads and writes on the descriptor wait in the kernel. */
  setBlocking(blocking: boolean): void;
}

function handleOf(socket: net.Socket): SocketHandle {
  const handle: unknown = '_handle' in socket ? socket._handle : undefined;
  if (isSocketHandle(handle)) return handle;
  throw new Error('this version of Node does not show what is behind a socket (_handle.fd, _handle.setBlocking)');
}

function isSocketHandle(handle: unknown): handle is SocketHandle {
  if (typeof handle !== 'object' || handle === null) return false;
  return (
    'fd' in handle &&
    typeof handle.fd === 'number' &&
    'setBlocking' in handle &&
    typeof handle.setBlocking === 'function'
  );
}
