/** What a session needs of the server it belongs to. */
import type { Connection, Scheduler, TraceSink } from '../ports.ts';
import type { WarmBackend } from './database.ts';
import type { Interruption } from './interruption.ts';
import type { PostgresCounters } from './observer.ts';
import type { Outcome } from './outcome.ts';
import type { Session } from './session.ts';

export interface SessionHost {
  readonly scheduler: Scheduler;
  readonly trace: TraceSink;
  readonly counters: PostgresCounters;
  /** Virtual milliseconds that the next answer takes. */
  latency(): number;
  reach(point: string, connection: Connection, label: string): void;
  /** The session asked for something that the simulation can't repeat. */
  refuse(session: Session, sql: string, reason: string): void;
  /** The FATAL answer for a client that can't be let in; undefined if it can. */
  admit(database: string): Buffer | undefined;
  /** Finds a backend and calls `session.begin`, before virtual time goes on. */
  open(session: Session, packet: Buffer): void;
  /** The session has ended; its backend, if it had one, is free once `ending` has brought it to rest. */
  close(session: Session, warm: WarmBackend | undefined, ending: Buffer): void;
  /** A CancelRequest. */
  cancel(pid: number, secret: Buffer): void;
  /** The process id that clients know for a real backend; 0 if it is none of ours. */
  publicPid(backendPid: number): number;
  /** True if the session's backend waits for a lock that another session holds, and will go on waiting. */
  isWaiting(session: Session): boolean;
  /** The session's backend waits for a lock. */
  blocked(session: Session): void;
  /** Cancels the session's statement if it waits for a lock. */
  interrupt(session: Session, interruption: Interruption): void;
  /** Lets those go on whose locks have been granted. */
  settle(): void;
  /** A batch has been executed. */
  executed(session: Session, statements: readonly string[], outcome: Outcome): void;
  /** The session lost a deadlock; the processes of the cycle, each waiting for the next. */
  deadlocked(session: Session, pids: readonly number[]): void;
}
