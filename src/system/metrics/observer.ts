/** Puts together what the alerts are judged by, and shows it to Prometheus. */
import { SERVICE_NAMES } from '../config.ts';
import type { Queryable, Runtime } from '../platform/index.ts';
import { memoryLimit } from '../platform/telemetry/process-metrics.ts';
import { ALERT_RULES, type Observations } from './alerts.ts';
import type { LagProbe } from './probe.ts';
import { activeAlerts, readBreakers, readConnections, readPresent, sumMinutes } from './store.ts';
import { type Window, windowOf } from './window.ts';

/** Ratios and latencies are those of the last five minutes. */
const WINDOW_MS = 300_000;
const BREAKER_VALUES: Readonly<Record<string, number>> = { closed: 0, 'half-open': 1, open: 2 };

/** What others have to be asked for, which is not done while a transaction waits; undefined where they do not answer. */
export interface Elsewhere {
  readonly consumerLag: number | undefined;
  readonly connections: number | undefined;
}

export class Observer {
  readonly #runtime: Runtime;
  readonly #probe: LagProbe;

  constructor(runtime: Runtime, probe: LagProbe) {
    this.#runtime = runtime;
    this.#probe = probe;
  }

  /** Asks the broker and the database server. Never rejects. */
  async lookElsewhere(): Promise<Elsewhere> {
    const { config, log, read } = this.#runtime;
    const unknown = (error: unknown): undefined => {
      log.warn({ err: error }, 'Some alerts can not be judged now, because what they are about could not be read.');
    };
    const lags = await this.#probe.lags().catch(unknown);
    const connections = config.metrics.watchDatabase ? await readConnections(read).catch(unknown) : undefined;
    return {
      consumerLag: lags === undefined ? undefined : Math.max(0, ...lags.map(({ lag }) => lag)),
      connections: connections === undefined ? undefined : connections.open / connections.max,
    };
  }

  /** What is the case at `now` (milliseconds since 1970). */
  async observe(database: Queryable, now: number, elsewhere: Elsewhere): Promise<Observations> {
    return {
      ...(await windowAt(database, now)),
      ...(await readPresent(database, SERVICE_NAMES)),
      ...elsewhere,
      memory: process.memoryUsage.rss() / memoryLimit(),
    };
  }

  /** Shows all of it whenever `/metrics` is asked for. */
  collect(): void {
    const { metrics, read } = this.#runtime;
    const one = (value: number | undefined) => (value === undefined ? [] : [{ labels: {}, value }]);
    const window = () => windowAt(read, Date.now());
    metrics.collect('payment_success_ratio', async () => one((await window()).successRatio));
    metrics.collect('payments_in_window', async () => one((await window()).ended));
    metrics.collect('saga_compensation_ratio', async () => one((await window()).compensationRatio));
    metrics.collect('sagas_stuck', async () => one((await readPresent(read, SERVICE_NAMES)).stuckSagas));
    metrics.collect('database_connections', async () => one((await readConnections(read)).open));
    metrics.collect('database_connections_max', async () => one((await readConnections(read)).max));
    metrics.collect('kafka_consumer_lag', async () =>
      (await this.#probe.lags()).map(({ group, topic, lag }) => ({ labels: { group, topic }, value: lag })),
    );
    metrics.collect('circuit_breaker_state', async () =>
      (await readBreakers(read)).map(({ provider, state }) => ({
        labels: { provider },
        value: BREAKER_VALUES[state] ?? 0,
      })),
    );
    metrics.collect('alert_active', async () => {
      const active = await activeAlerts(read);
      return ALERT_RULES.map(({ alert, severity }) => ({
        labels: { alert, severity },
        value: active.has(alert) ? 1 : 0,
      }));
    });
  }
}

async function windowAt(database: Queryable, now: number): Promise<Window> {
  const iso = (at: number) => new Date(at).toISOString();
  return windowOf(await sumMinutes(database, iso(now - WINDOW_MS), iso(now + WINDOW_MS)));
}
