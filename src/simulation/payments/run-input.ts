/** One run as plain data, and what it leaves behind. */
import type { ServiceName } from '../../system/config.ts';
import type { PointReached } from '../world/index.ts';
import type { PaymentHistory } from './history.ts';
import type { FaultPlan } from './plan.ts';
import type { Workload } from './workload.ts';

/** Everything that decides what will happen; equal inputs give equal runs, to the byte. */
export interface RunInput {
  /** Name of a scenario, or `random`. */
  readonly scenario: string;
  /** From 0 to 4294967295. */
  readonly seed: number;
  readonly workload: Workload;
  readonly plan: FaultPlan;
  /** How many instances of a service there are, where it is not the usual number. */
  readonly instances?: Partial<Readonly<Record<ServiceName, number>>>;
  /** How many Kafka brokers there are: 1, which is the default, to 3. */
  readonly brokers?: number;
  /** Whether the providers tell the gateway by webhook what happens; by default it hears only what it asks for. */
  readonly webhooks?: boolean;
  /** Time of day at which the run begins, ISO 8601 in UTC; by default a month begins with it. */
  readonly startsAt?: string;
  /** Variables of the services' environment, where they are not the usual ones. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface RunResult {
  readonly history: PaymentHistory;
  /** Covers every delivered byte, statement, result, timer and fault, in order. */
  readonly traceHash: string;
  readonly virtualMs: number;
  readonly wallMs: number;
  /** Events of the world's loop. */
  readonly events: number;
  /** Batches of statements that Postgres executed. */
  readonly statements: number;
  /** Such as `lockWaits`, `deadlocks`, `crashes`. */
  readonly counters: Readonly<Record<string, number>>;
  /** One line per event, only if it was asked for. */
  readonly trace?: readonly string[];
  /** In their order, only if the trace was asked for. */
  readonly points?: readonly PointReached[];
}
