/**
 * What a run of messages adds up to. Messages are counted in memory first, so that a batch costs a few rows, however many messages it has.
 */
import type { CounterName, Labels } from '../platform/telemetry/catalogue.ts';
import type { Metrics } from '../platform/telemetry/metrics.ts';

/** What is counted by minute, to judge windows of time. */
export type Measure =
  | 'initiated'
  | 'succeeded'
  /** For a reason that is ours, or a provider's. */
  | 'failed'
  /** For a good reason, such as too little in the wallet. */
  | 'refused'
  | 'cancelled'
  /** By the upper bound of the bucket, in milliseconds. */
  | 'duration'
  | 'sagas'
  | 'compensated'
  /** Messages that did not fit to the state of their payment. */
  | 'inconsistent';

export type BreakerState = 'closed' | 'half-open' | 'open';

/** How a payment ended, and when. */
export interface End {
  readonly at: string;
  readonly outcome: 'completed' | 'failed' | 'cancelled';
}

export interface MinuteCount {
  /** ISO 8601, at second 0. */
  readonly minute: string;
  readonly measure: Measure;
  readonly label: string;
  readonly value: number;
}

const MINUTE_MS = 60_000;

/** The minute in which an instant falls. */
export function minuteOf(at: string): string {
  return new Date(Math.floor(Date.parse(at) / MINUTE_MS) * MINUTE_MS).toISOString();
}

export class Tally {
  /** When payments began, by id. */
  readonly started = new Map<string, string>();
  readonly ended = new Map<string, End>();
  /** Whether the saga of a payment is stuck, by the payment's id; since when, or false. */
  readonly stuck = new Map<string, string | false>();
  readonly breakers = new Map<string, { readonly state: BreakerState; readonly at: string }>();
  readonly #minutes = new Map<
    string,
    { readonly minute: string; readonly measure: Measure; readonly label: string; value: number }
  >();
  readonly #shown: ((metrics: Metrics) => void)[] = [];

  /** Adds to a counter that Prometheus sees. */
  count<N extends CounterName>(name: N, labels: Labels<N>, by = 1): void {
    this.show((metrics) => metrics.add(name, labels, by));
  }

  /** Has something shown to Prometheus once the batch is committed. */
  show(effect: (metrics: Metrics) => void): void {
    this.#shown.push(effect);
  }

  /** Adds to the count of a minute. */
  measure(at: string, measure: Measure, label = ''): void {
    const minute = minuteOf(at);
    const key = `${minute} ${measure} ${label}`;
    const known = this.#minutes.get(key);
    if (known === undefined) this.#minutes.set(key, { minute, measure, label, value: 1 });
    else known.value += 1;
  }

  /** The counts, in the one order in which all instances write them, so that they never wait for one another in a circle. */
  get minutes(): readonly MinuteCount[] {
    return [...this.#minutes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
  }

  /** Shows what was counted. */
  showAll(metrics: Metrics): void {
    for (const effect of this.#shown) effect(metrics);
  }
}
