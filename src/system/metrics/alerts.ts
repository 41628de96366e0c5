/**
 * The rules by which the metrics service raises alerts. Each has two thresholds: one to raise it, and a milder one to end it, so that a value
 * that wavers around the first does not raise it again and again. Pure.
 */
import type { MetricName } from '../platform/telemetry/catalogue.ts';

/** What there is to judge; undefined where there is nothing to judge by. */
export interface Observations {
  readonly successRatio: number | undefined;
  readonly judged: number;
  readonly compensationRatio: number | undefined;
  readonly sagas: number;
  readonly p99Seconds: number | undefined;
  readonly ended: number;
  readonly deadLetters: number;
  readonly consumerLag: number | undefined;
  /** Share of the connections that the database accepts. */
  readonly connections: number | undefined;
  /** Share of the memory that this process may use. */
  readonly memory: number;
  readonly stuckSagas: number;
  /** Of payments, in the window; what differs elsewhere is published by those who find it, and alerted by Prometheus. */
  readonly inconsistencies: number;
}

export interface AlertRule {
  readonly alert: string;
  readonly severity: 'warning' | 'critical';
  readonly metric: MetricName;
  /** As the alert tells it. */
  readonly threshold: number;
  /** Raises the alert. */
  readonly isBad: (value: number) => boolean;
  /** Ends it. Between the two it stays as it is. */
  readonly isGood: (value: number) => boolean;
  /** In words: what is the case. */
  readonly says: (value: number) => string;
  readonly value: (observed: Observations) => number | undefined;
}

/** Fewer payments say nothing about a share. */
const ENOUGH = 20;
const percent = (share: number): string => `${Math.round(share * 1_000) / 10} %`;

export const ALERT_RULES: readonly AlertRule[] = [
  {
    alert: 'PaymentSuccessLow',
    severity: 'critical',
    metric: 'payment_success_ratio',
    threshold: 0.99,
    isBad: (value) => value < 0.99,
    isGood: (value) => value >= 0.995,
    says: (value) => `${percent(value)} of the payments of the last five minutes succeeded.`,
    value: ({ successRatio, judged }) => (judged < ENOUGH ? undefined : successRatio),
  },
  {
    alert: 'CompensationHigh',
    severity: 'warning',
    metric: 'saga_compensation_ratio',
    threshold: 0.05,
    isBad: (value) => value >= 0.05,
    isGood: (value) => value < 0.04,
    says: (value) => `${percent(value)} of the sagas of the last five minutes had to compensate.`,
    value: ({ compensationRatio, sagas }) => (sagas < ENOUGH ? undefined : compensationRatio),
  },
  {
    alert: 'PaymentLatencyHigh',
    severity: 'warning',
    metric: 'payment_duration_seconds',
    threshold: 1,
    isBad: (value) => value > 1,
    isGood: (value) => value <= 0.75,
    says: (value) => `One of a hundred payments of the last five minutes took up to ${value} s.`,
    value: ({ p99Seconds, ended }) => (ended < ENOUGH ? undefined : p99Seconds),
  },
  {
    alert: 'DeadLettersWaiting',
    severity: 'critical',
    metric: 'dlq_size',
    threshold: 1_000,
    isBad: (value) => value >= 1_000,
    isGood: (value) => value < 800,
    says: (value) => `${value} dead letters wait to be looked at.`,
    value: ({ deadLetters }) => deadLetters,
  },
  {
    alert: 'ConsumerLagHigh',
    severity: 'warning',
    metric: 'kafka_consumer_lag',
    threshold: 10_000,
    isBad: (value) => value > 10_000,
    isGood: (value) => value <= 8_000,
    says: (value) => `A consumer group is ${value} messages behind.`,
    value: ({ consumerLag }) => consumerLag,
  },
  {
    alert: 'DatabaseConnectionsHigh',
    severity: 'warning',
    metric: 'database_connections',
    threshold: 0.9,
    isBad: (value) => value > 0.9,
    isGood: (value) => value <= 0.85,
    says: (value) => `${percent(value)} of the connections that the database accepts are open.`,
    value: ({ connections }) => connections,
  },
  {
    alert: 'MemoryHigh',
    severity: 'warning',
    metric: 'process_resident_memory_bytes',
    threshold: 0.85,
    isBad: (value) => value > 0.85,
    isGood: (value) => value <= 0.8,
    says: (value) => `The metrics service uses ${percent(value)} of the memory that it may use.`,
    value: ({ memory }) => memory,
  },
  {
    alert: 'InconsistenciesDetected',
    severity: 'critical',
    metric: 'payment_inconsistencies_total',
    threshold: 0,
    isBad: (value) => value > 0,
    isGood: (value) => value === 0,
    says: (value) => `${value} messages of the last five minutes did not fit to the state of their payment.`,
    value: ({ inconsistencies }) => inconsistencies,
  },
  {
    alert: 'SagasStuck',
    severity: 'critical',
    metric: 'sagas_stuck',
    threshold: 0,
    isBad: (value) => value > 0,
    isGood: (value) => value === 0,
    says: (value) => (value === 1 ? 'One saga is stuck.' : `${value} sagas are stuck.`),
    value: ({ stuckSagas }) => stuckSagas,
  },
];

/** What a rule makes of a value: raise the alert, end it, or leave it as it is. */
export function judge(rule: AlertRule, value: number | undefined, active: boolean): 'raise' | 'end' | undefined {
  if (value === undefined) return undefined;
  if (!active) return rule.isBad(value) ? 'raise' : undefined;
  return rule.isGood(value) ? 'end' : undefined;
}
