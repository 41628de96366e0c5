/**
 * A fault plan is plain data: what goes wrong, where, and when. Plans are generated, shrunk, stored in replay
 * tokens and shown in reports, so a fault must be removable without changing the meaning of the others.
 *
 * Which faults there are stands in `faults/` and, for those of a server, in that server's folder.
 */

/** When a fault strikes. Each counts from 1, over all lives of a process. */
export type Trigger =
  /** At a virtual time. */
  | { readonly atMs: number }
  /** When a named point is reached for the n-th time. */
  | {
      /** Such as `postgres.commit.done`; the list is in `points.ts`. */
      readonly point: string;
      /** Count only what this process does; without it, everybody's. */
      readonly process?: string;
      /** Count only what carries this label, such as a message type. */
      readonly label?: string;
      readonly nth: number;
    }
  /** Right after the n-th event of a process: a timer, bytes that arrive, the answer to a connect. */
  | { readonly process: string; readonly event: number };

/** What all faults have in common, whoever made them known. */
export interface AnyFault {
  readonly verb: string;
}

/** A fault that the world lets strike. */
export interface PlannedFault extends AnyFault {
  readonly when: Trigger;
}

/** A fault that struck, for reports and counts. */
export interface FaultStruck<F extends AnyFault = PlannedFault> {
  readonly atMs: number;
  readonly fault: F;
  /** What it hit, e.g. `wallet-1>postgres:5432#3`. */
  readonly hit: string;
}
