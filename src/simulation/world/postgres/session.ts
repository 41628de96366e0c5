/**
 * The server's end of one client connection: takes what the client sends batch by batch, has the real backend execute
 * each one while virtual time stands still, and sends the answer a little virtual time later. A batch that waits for a lock
 * leaves the session blocked; `LockWaits` decides when it goes on.
 */
import type { Connection } from '../ports.ts';
import type { Progress } from './backend.ts';
import { type Canon, canonicalise, withKey } from './canonical.ts';
import { Channel } from './channel.ts';
import type { WarmBackend } from './database.ts';
import { type Batch, FrontendReader, type Unit } from './frontend-reader.ts';
import { canFailWith, failingRequest, type InjectedState, injectedError } from './injected-error.ts';
import { type Interruption, interruptedError } from './interruption.ts';
import { readOutcome } from './outcome.ts';
import type { SessionHost } from './session-host.ts';
import { parseStartup, type Timeouts } from './startup-parameters.ts';
import { type Intent, StatementBook, withoutRefused } from './statement-book.ts';
import { Timers } from './timers.ts';
import { type ErrorFields, fatalMessage } from './wire.ts';

type State = 'new' | 'opening' | 'idle' | 'executing' | 'blocked' | 'answering' | 'ended';

const NEVER: Timeouts = { statement: 0, lock: 0, idleInTransaction: 0 };
const NO_INTENT: Intent = {
  statements: [],
  command: '',
  commits: false,
  writes: false,
  quiets: false,
  refused: undefined,
};
const nothing = Buffer.alloc(0);

/** One client. */
export class Session {
  readonly connection: Connection;
  /** What the client believes to be the process id of its backend. */
  readonly pid: number;
  readonly secret: Buffer;
  readonly #host: SessionHost;
  readonly #reader = new FrontendReader();
  readonly #book = new StatementBook();
  readonly #timers: Timers;
  #state: State = 'new';
  #channel: Channel | undefined;
  #timeouts = NEVER;
  #intent = NO_INTENT;
  #interruption: Interruption | undefined;
  /** How the next statement fails that can fail so. */
  #toFail: InjectedState | undefined;
  /** How the present statement fails. */
  #failing: InjectedState | undefined;
  /** An open transaction has written something. */
  #wrote = false;
  #startedAt = 0;
  /** `end`: nothing more will come, what came is still executed. `reset`: what has not begun is lost. */
  #gone: 'end' | 'reset' | undefined;

  constructor(host: SessionHost, connection: Connection, identity: { readonly pid: number; readonly secret: Buffer }) {
    this.#host = host;
    this.#timers = new Timers(host.scheduler);
    this.connection = connection;
    this.pid = identity.pid;
    this.secret = identity.secret;
  }

  /** Process id of the real backend; 0 while there is none. */
  get backendPid(): number {
    return this.#channel?.pid ?? 0;
  }

  get isBlocked(): boolean {
    return this.#state === 'blocked';
  }

  /** A backend is being found for it. */
  get isOpening(): boolean {
    return this.#state === 'opening';
  }

  onData(bytes: Buffer): void {
    if (this.#gone !== undefined || this.#state === 'ended') return;
    this.#reader.append(bytes);
    this.#pump();
  }

  onClose(reason: 'end' | 'reset'): void {
    this.#gone = reason;
    if (this.#state === 'answering') {
      this.#timers.clear('answer');
      this.#state = 'idle';
    }
    this.#pump();
  }

  /** A backend has been found for this session. */
  begin(warm: WarmBackend): void {
    if (warm.backend.closed) {
      const answer = canonicalise(warm.greeting);
      this.#host.trace.record('postgres.rejected', this.connection.id, answer);
      warm.backend.destroy();
      this.#farewell(answer);
      return;
    }
    this.#channel = new Channel(warm);
    this.#host.counters.connections++;
    this.#host.trace.record('postgres.opened', this.connection.id, warm.packet);
    if (this.#gone === undefined) this.#respond(withKey(warm.greeting, this.pid, this.secret));
    else this.#continueWithoutClient();
  }

  /** Goes on after a lock was granted, or with an error if `interruption` is the reason. */
  wake(interruption?: Interruption): void {
    this.#timers.clear('lock');
    this.#interruption = interruption;
    this.#state = 'executing';
    // A cancelled backend still looks blocked for a moment, and has nothing left to wait for.
    this.#proceed(this.#requireChannel().resume(interruption === undefined ? this.#isBlocked : undefined));
  }

  /** Ends the session at once, at the end of a run. If it was blocked, its statement has been cancelled. */
  abandon(): void {
    this.#gone = 'reset';
    if (this.#state === 'blocked') this.#channel?.resume();
    this.#end();
  }

  /** Lets the next statement fail that can fail so. */
  failNext(sqlState: InjectedState): void {
    this.#toFail = sqlState;
  }

  /** Tells the client that it is over, by a last message or a reset. The session is to be abandoned then. */
  dismiss(message: Buffer | undefined): void {
    if (message === undefined || !this.connection.open) this.connection.reset();
    else {
      this.connection.send(message);
      this.connection.end();
    }
  }

  /** Serves what has arrived, as far as the session is at rest. */
  #pump(): void {
    while ((this.#state === 'new' || this.#state === 'idle') && this.#gone !== 'reset') {
      const unit = this.#reader.next(this.#channel?.copy ?? 'none');
      if (unit === undefined) break;
      this.#serve(unit);
    }
    if (this.#gone !== undefined && (this.#state === 'new' || this.#state === 'idle')) this.#end();
  }

  #serve(unit: Unit): void {
    if (unit.kind === 'batch') this.#execute(unit);
    else if (unit.kind === 'encryption') this.connection.send(Buffer.from('N'));
    else if (unit.kind === 'startup') this.#start(unit.bytes);
    else if (unit.kind === 'invalid') this.#farewell(fatalMessage('08P01', unit.reason));
    else {
      if (unit.kind === 'cancel') this.#host.cancel(unit.pid, unit.secret);
      this.#farewell(nothing);
    }
  }

  #start(bytes: Buffer): void {
    const { packet, database, timeouts, keepAlive, refusal } = parseStartup(bytes);
    this.#timeouts = timeouts;
    this.connection.keepAlive?.(keepAlive);
    if (refusal !== undefined) this.#host.refuse(this, 'the startup packet', refusal);
    const rejection = refusal === undefined ? this.#host.admit(database) : fatalMessage('0A000', refusal);
    if (rejection !== undefined) {
      this.#farewell(rejection);
      return;
    }
    this.#state = 'opening';
    this.#host.open(this, packet);
  }

  #execute(batch: Batch): void {
    const channel = this.#requireChannel();
    this.#timers.clear('idle');
    this.#state = 'executing';
    const intent = this.#book.read(batch);
    const mayCommit = intent.commits || (channel.status === 'I' && intent.writes);
    if (!this.#reach('postgres.statement.received', intent)) return;
    if (mayCommit && !this.#reach('postgres.commit.received', intent)) return;
    if (intent.refused !== undefined) this.#host.refuse(this, intent.refused.sql, intent.refused.reason);
    this.#intent = intent;
    this.#startedAt = this.#host.scheduler.now();
    this.#host.trace.record('postgres.statement', this.connection.id, batch.bytes);
    const begun = channel.putOff(batch);
    if (begun !== undefined) {
      this.#answer(begun);
      return;
    }
    if (intent.quiets) channel.stayAwake();
    this.#proceed(channel.exchange(batch, this.#requestOf(batch, intent), this.#isBlocked));
    this.#host.settle();
  }

  /** What the backend is sent: the batch, unless it is refused or has to fail. */
  #requestOf(batch: Batch, intent: Intent): Buffer {
    if (intent.refused !== undefined) return withoutRefused(batch);
    if (this.#toFail === undefined || !canFailWith(this.#toFail, batch, intent)) return batch.bytes;
    this.#failing = this.#toFail;
    this.#toFail = undefined;
    return failingRequest(batch);
  }

  /** False if a fault at this point has cut the connection, so that what was received is lost. */
  #reach(point: string, intent: Intent): boolean {
    // Of a client that left in order, the connection is closed already, and what it sent before is still good.
    const leftInOrder = this.#gone === 'end';
    this.#host.reach(point, this.connection, intent.command);
    if (this.#isOver) return false;
    if (leftInOrder || (this.connection.open && this.#gone === undefined)) return true;
    this.#gone = 'reset';
    this.#state = 'idle';
    return false;
  }

  readonly #canon: Canon = {
    pid: (real) => this.#host.publicPid(real),
    rewrite: (fields) => this.#explain(fields),
  };

  readonly #isBlocked = (): boolean => this.#host.isWaiting(this);

  #proceed(progress: Progress): void {
    if (progress === 'done') this.#complete();
    else if (progress === 'blocked') this.#block();
    else this.#farewell(canonicalise(this.#requireChannel().takeOutput()));
  }

  #block(): void {
    this.#state = 'blocked';
    const { lock, statement } = this.#timeouts;
    if (lock > 0) this.#timers.set('lock', lock, () => this.#host.interrupt(this, { kind: 'lock timeout' }));
    if (statement > 0 && !this.#timers.has('statement')) {
      const left = Math.max(0, this.#startedAt + statement - this.#host.scheduler.now());
      this.#timers.set('statement', left, () => this.#host.interrupt(this, { kind: 'statement timeout' }));
    }
    this.#host.blocked(this);
  }

  #complete(): void {
    this.#timers.clear('statement');
    const channel = this.#requireChannel();
    this.#answer(canonicalise(channel.takeOutput(), this.#canon));
  }

  #answer(output: Buffer): void {
    const channel = this.#requireChannel();
    const outcome = readOutcome(output, this.#wrote, this.#intent.writes);
    this.#wrote = outcome.wrote;
    this.#interruption = undefined;
    this.#failing = undefined;
    if (outcome.sqlState !== undefined) channel.sawError();
    this.#host.trace.record('postgres.result', this.connection.id, output);
    this.#host.executed(this, this.#intent.statements, outcome);
    if (outcome.committed) this.#host.reach('postgres.commit.done', this.connection, this.#intent.command);
    if (this.#isOver) return;
    if (this.connection.open && this.#gone === undefined) this.#respond(output);
    else this.#continueWithoutClient();
  }

  /** What the client had sent before it left in order is still executed, as a real server does. */
  #continueWithoutClient(): void {
    this.#gone ??= 'reset';
    this.#state = 'idle';
    this.#pump();
  }

  #respond(output: Buffer): void {
    this.#state = 'answering';
    this.#timers.set('answer', this.#host.latency(), () => {
      this.connection.send(output);
      this.#state = 'idle';
      this.#watchIdleness();
      this.#pump();
    });
  }

  #watchIdleness(): void {
    const limit = this.#timeouts.idleInTransaction;
    if (limit === 0 || this.#requireChannel().status === 'I' || this.#requireChannel().copy !== 'none') return;
    this.#timers.set('idle', limit, () => {
      this.#host.trace.record('postgres.idle', this.connection.id);
      this.#farewell(fatalMessage('25P03', 'terminating connection due to idle-in-transaction timeout'));
    });
  }

  #explain(fields: ErrorFields): ErrorFields {
    const { refused } = this.#intent;
    if (this.#failing !== undefined && fields.get('C') === '42601') return injectedError(this.#failing);
    if (fields.get('C') === '40P01') this.#host.deadlocked(this, waitingPids(fields.get('D') ?? ''));
    if (refused !== undefined && fields.get('C') === '42601') return refusalFields(refused.reason);
    return this.#interruption === undefined ? fields : interruptedError(this.#interruption, fields);
  }

  /** Sends the last bytes and ends the connection. */
  #farewell(bytes: Buffer): void {
    if (this.connection.open) {
      if (bytes.length > 0) this.connection.send(bytes);
      this.connection.end();
    }
    this.#end();
  }

  #end(): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#timers.clear('answer', 'lock', 'statement', 'idle');
    const channel = this.#channel;
    this.#channel = undefined;
    this.#host.close(this, channel?.warm, channel?.ending() ?? nothing);
  }

  /** A fault may have ended the session in the middle of what it did. */
  get #isOver(): boolean {
    return this.#state === 'ended';
  }

  #requireChannel(): Channel {
    if (this.#channel === undefined) throw new Error(`${this.connection.id} has no backend`);
    return this.#channel;
  }
}

function waitingPids(detail: string): number[] {
  return [...detail.matchAll(/Process (\d+) waits/g)].map((match) => Number(match[1]));
}

function refusalFields(reason: string): ErrorFields {
  return new Map([
    ['S', 'ERROR'],
    ['V', 'ERROR'],
    ['C', '0A000'],
    ['M', `refused by the simulation: ${reason}`],
  ]);
}
