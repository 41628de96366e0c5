/**
 * The few interfaces through which the parts of the world meet: servers (Kafka, Postgres), the network,
 * the clock, the faults and the trace. A server written against these runs in virtual time over the
 * simulated network, and in real time over TCP, without knowing which.
 */

import type { PlannedFault } from './plan.ts';

/** Withdraws a scheduled action; withdrawing one that already ran does nothing. */
export type Cancel = () => void;

/** A clock that can also run something later. Times are milliseconds; virtual time starts at 0. */
export interface Scheduler {
  /** Milliseconds since the start, with a fraction. Never runs backwards. */
  now(): number;
  /** Runs `action` once, `delayMs` (0 or more) from now, outside of any simulated process. */
  schedule(delayMs: number, action: () => void): Cancel;
}

/** A stream of random numbers that is a function of its seed and nothing else. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** An integer in [0, bound). */
  integer(bound: number): number;
  /** `length` random bytes. */
  bytes(length: number): Buffer;
  /** An independent stream, named so that adding a consumer does not shift the others. */
  fork(name: string): Random;
}

/** The server's end of a connection. */
export interface Connection {
  /** Unique within a run and the same in each replay, e.g. `wallet-1>postgres:5432#3`. */
  readonly id: string;
  /** Name of the process at the other end, e.g. `wallet-1`. */
  readonly client: string;
  /** False once either side closed, crashed or was reset; what is sent afterwards is dropped. */
  readonly open: boolean;
  send(bytes: Buffer): void;
  /** Closes in order: what was sent arrives first. */
  end(): void;
  /** Cuts: both sides see a reset. */
  reset(): void;
  /** Lets the operating system look whether the other side is still there; without it, and on a real network, as it does by itself. */
  keepAlive?(limits: KeepAlive): void;
}

/** After how many milliseconds of silence this side's operating system gives a connection up. Absent means its default. */
export interface KeepAlive {
  /** Where nothing is under way. */
  readonly idleMs?: number;
  /** Where something was sent and not acknowledged. */
  readonly unacknowledgedMs?: number;
}

/** What a server does with one connection. */
export interface ConnectionHandler {
  onData(bytes: Buffer): void;
  onClose(reason: 'end' | 'reset'): void;
}

/** What a server does with a new connection. */
export type Listener = (connection: Connection) => ConnectionHandler;

/** Who reached a named point, and over which connection. */
export interface PointContext {
  /** Name of the process on whose behalf it happens, e.g. `wallet-1`. */
  readonly process: string;
  readonly connection?: Connection;
  /** What passes the point, e.g. the type of the message being delivered. */
  readonly label?: string;
}

/**
 * Named places where a fault may strike. A server calls `reach` where something interesting is about to be
 * done or has been done, and afterwards asks its connection whether it is still open.
 */
export interface Points {
  reach(point: string, context: PointContext): void;
}

/** What a server of the world, or another part of it, adds to the faults that can strike. */
export interface FaultContribution {
  /** The faults that are its own; no two contributions share one. */
  readonly verbs: readonly string[];
  /**
   * Lets a fault of its own strike.
   * @param at who reached the point, where the fault struck at one
   * @returns What was hit, e.g. `wallet-1`; nothing if there was nothing to hit, which then does not count.
   */
  strike(fault: PlannedFault, at: PointContext | undefined): readonly string[];
  /** Ends what lasts. No fault strikes afterwards. */
  heal(): void;
}

/** The record of everything that happened, in order. Its hash is the identity of a run. */
export interface TraceSink {
  /** Bytes are covered in full by the hash and kept as a digest. */
  record(kind: string, ...fields: readonly (string | number | Uint8Array)[]): void;
}

/** Keeps virtual time still until real work (such as opening a backend) is done. */
export type Hold = (work: Promise<unknown>) => void;
