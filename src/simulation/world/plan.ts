/**
 * A fault plan is plain data: what goes wrong, where, and when. Plans are generated, shrunk, stored in replay
 * tokens and shown in reports, so a fault must be removable without changing the meaning of the others.
 */

/** When a fault strikes: at a virtual time, or when a named point is reached for the n-th time (from 1). */
export type Trigger =
  | { readonly atMs: number }
  | {
      /** Such as `postgres.commit.done`; the list is in `points.ts`. */
      readonly point: string;
      /** Count only what this process does; without it, everybody's. */
      readonly process?: string;
      /** Count only what carries this label, such as a message type. */
      readonly label?: string;
      readonly nth: number;
    };

/** The process dies at once, as by SIGKILL, and is started again. */
export interface CrashFault {
  readonly verb: 'crash';
  readonly process: string;
  readonly when: Trigger;
  readonly restartAfterMs: number;
}

/**
 * Connections are cut and both ends see a reset. Struck at a point, only the connection that reached it;
 * at a time, all that are open between the two names.
 */
export interface ResetFault {
  readonly verb: 'reset';
  /** Name of the process that opened the connection. */
  readonly from: string;
  /** Host name of the server, such as `postgres` or `kafka`. */
  readonly to: string;
  readonly when: Trigger;
}

/** Everything between the two names takes longer, in both directions, for a while. Order is kept. */
export interface DelayFault {
  readonly verb: 'delay';
  readonly from: string;
  readonly to: string;
  readonly when: Trigger;
  readonly extraMs: number;
  readonly forMs: number;
}

export type WorldFault = CrashFault | ResetFault | DelayFault;

/** A fault that struck, for reports and counts. */
export interface FaultStruck {
  readonly atMs: number;
  readonly fault: WorldFault;
  /** What it hit, e.g. `wallet-1>postgres:5432#3`. */
  readonly hit: string;
}
