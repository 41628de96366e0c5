/**
 * Judges the alerts, and publishes what was measured, in turns: whoever moves the row of the evaluation on does it for all instances. An alert
 * is published once when it is raised; which alerts are active is kept, so that a restart neither repeats nor forgets one.
 */
import type { MetricsConfig } from '../config.ts';
import { Alarm } from '../platform/alarm.ts';
import { type Cause, newCause, type Runtime, type Step, type Worker } from '../platform/index.ts';
import { ALERT_RULES, type AlertRule, judge, type Observations } from './alerts.ts';
import type { Elsewhere, Observer } from './observer.ts';
import { activeAlerts, forgetMinutes, saveAlert, sumMinutes, takeTurn } from './store.ts';
import { windowOf } from './window.ts';

/** The service is the subject of its own events. */
const SUBJECT = { type: 'service', id: 'metrics' } as const;
const MINUTE_MS = 60_000;
/** Messages about a minute may come a little after it. */
const LATE_MS = 30_000;

export class Evaluator implements Worker {
  readonly #runtime: Runtime;
  readonly #config: MetricsConfig;
  readonly #observer: Observer;
  readonly #alarm = new Alarm(() => this.#evaluate());

  constructor(runtime: Runtime, config: MetricsConfig, observer: Observer) {
    this.#runtime = runtime;
    this.#config = config;
    this.#observer = observer;
  }

  start(): void {
    this.#alarm.within(0);
  }

  stop(): Promise<void> {
    return this.#alarm.stop();
  }

  async #evaluate(): Promise<void> {
    this.#alarm.within(this.#config.intervalMs);
    try {
      const elsewhere = await this.#observer.lookElsewhere();
      await this.#runtime.perform((step) => this.#takeTurn(step, elsewhere));
    } catch (error) {
      this.#runtime.log.warn({ err: error }, 'Alerts could not be judged; they are judged again at the next interval.');
    }
  }

  async #takeTurn(step: Step, elsewhere: Elsewhere): Promise<void> {
    const now = Date.now();
    const minute = new Date(Math.floor((now - LATE_MS) / MINUTE_MS) * MINUTE_MS).toISOString();
    const turn = await takeTurn(step.tx, now, this.#config.intervalMs, minute);
    if (turn === undefined) return;
    const cause = newCause();
    await this.#judgeAlerts(step, await this.#observer.observe(step.tx, now, elsewhere), now, cause);
    if (turn.recordedMinute < minute) {
      await recordMinute(step, minute, cause);
      await forgetMinutes(step.tx, now);
    }
  }

  async #judgeAlerts(step: Step, observed: Observations, now: number, cause: Cause): Promise<void> {
    const active = await activeAlerts(step.tx);
    for (const rule of ALERT_RULES) {
      const value = rule.value(observed);
      const verdict = judge(rule, value, active.has(rule.alert));
      if (value === undefined || verdict === undefined) continue;
      await saveAlert(step.tx, rule.alert, verdict === 'raise', value, new Date(now).toISOString());
      if (verdict === 'raise') this.#raise(step, rule, value, cause);
      else step.afterCommit(() => this.#runtime.log.info({ alert: rule.alert, value }, 'An alert is over.'));
    }
  }

  #raise(step: Step, rule: AlertRule, value: number, cause: Cause): void {
    const { alert, severity, metric, threshold } = rule;
    const reason = rule.says(value);
    const data = { service: 'metrics', alert, severity, metric, value, threshold, reason } as const;
    step.announce(SUBJECT, { event_type: 'AlertTriggered', data }, cause);
    step.afterCommit(() => {
      this.#runtime.metrics.add('alerts_triggered_total', { alert });
      this.#runtime.log.warn({ alert, severity, value, threshold }, reason);
    });
  }
}

/** Publishes the counts of the minute before `minute`. */
async function recordMinute(step: Step, minute: string, cause: Cause): Promise<void> {
  const from = new Date(Date.parse(minute) - MINUTE_MS).toISOString();
  const sums = await sumMinutes(step.tx, from, minute);
  if (sums.length === 0) return;
  const window = windowOf(sums);
  const record = (metric: string, value: number | undefined, labels?: Readonly<Record<string, string>>): void => {
    if (value === undefined) return;
    const data = { service: 'metrics', metric, value, ...(labels === undefined ? {} : { labels }) } as const;
    step.announce(SUBJECT, { event_type: 'MetricRecorded', data }, cause);
  };
  record('payments_initiated', window.initiated);
  for (const outcome of ['succeeded', 'failed', 'refused', 'cancelled'] as const) {
    const of = sums.filter(({ measure }) => measure === outcome);
    if (of.length > 0)
      record(
        'payments',
        of.reduce((sum, { value }) => sum + value, 0),
        { outcome },
      );
  }
  record('payment_success_ratio', window.successRatio);
  record('saga_compensation_ratio', window.compensationRatio);
  record('payment_duration_seconds', window.p99Seconds, { quantile: '0.99' });
}
