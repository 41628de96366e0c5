/**
 * Every metric of the system, in one table: what `/metrics` may show, what alert rules and dashboards may refer to. Names and units follow the
 * conventions of Prometheus: `_total` for counters, base units in the name. A metric is shown by the services that feed it.
 *
 * To add one, add a line here; `Metrics` takes only these names, with these labels. Keep labels to few values: never an id.
 */

interface Definition {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /** One sentence; shown by Prometheus. */
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds of a histogram, in its unit. */
  readonly buckets?: readonly number[];
}

/** From a good answer of a cache to a bad day of a provider. */
const LATENCY_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 10, 30, 60, 300] as const;
/** Waiting for locks is short, or a problem. */
const WAITING_SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5] as const;

const counter = <const L extends readonly string[] = []>(help: string, ...labels: L) =>
  ({ kind: 'counter', help, labels }) as const satisfies Definition;
const gauge = <const L extends readonly string[] = []>(help: string, ...labels: L) =>
  ({ kind: 'gauge', help, labels }) as const satisfies Definition;
const histogram = <const L extends readonly string[] = []>(
  help: string,
  buckets: readonly number[] = LATENCY_SECONDS,
  ...labels: L
) => ({ kind: 'histogram', help, labels, buckets }) as const satisfies Definition;

export const CATALOGUE = {
  // Payments, as the metrics service hears of them.
  payments_initiated_total: counter('Payments that were accepted.', 'method'),
  payments_total: counter('Payments that came to an end.', 'outcome', 'error_code'),
  payments_amount_total: counter('Money that payments moved, in minor units.', 'currency'),
  payment_duration_seconds: histogram('From the acceptance of a payment to its end.', LATENCY_SECONDS, 'outcome'),
  payment_success_ratio: gauge('Share of the payments that succeeded, of those that ended in the window.'),
  payments_in_window: gauge('Payments that ended in the window of the ratios.'),
  compensations_reported_total: counter('Ends of compensated payments that the sagas reported.', 'outcome'),
  concurrent_payment_attempts_total: counter('Payments that met another open payment of their wallet.'),
  insufficient_funds_due_to_concurrency_total: counter('Payments that failed because others held the funds.'),
  payment_inconsistencies_total: counter('Messages that did not fit to the state of their payment.'),
  refunds_total: counter('Refunds of completed payments by outcome.', 'outcome'),
  notifications_total: counter('Notifications by outcome.', 'outcome'),
  // Wallets.
  wallet_operations_total: counter('What happened to wallets.', 'operation'),
  wallet_lock_contention_duration_seconds: histogram('How long work on a wallet waited for its row.', WAITING_SECONDS),
  // Providers.
  gateway_requests_total: counter('Calls of providers.', 'provider', 'operation'),
  gateway_responses_total: counter('Definite answers of providers.', 'provider', 'outcome'),
  gateway_timeouts_total: counter('Calls of providers that were not answered in time.', 'provider'),
  gateway_fallbacks_total: counter('Payments that went on with another provider.', 'provider', 'fallback'),
  gateway_failures_total: counter('Payments that no provider could process.', 'error_code'),
  gateway_verifications_total: counter('Payments whose outcome at the provider had to be found out.', 'provider'),
  reconciliation_discrepancies_total: counter(
    "What a scheduled reconciliation found in a provider's books that ours do not say.",
    'provider',
    'kind',
  ),
  circuit_breaker_state: gauge('0 closed, 1 half-open, 2 open.', 'provider'),
  circuit_breaker_opened_total: counter('How often a breaker opened.', 'provider'),
  // Sagas.
  sagas_total: counter('Sagas by what became of them.', 'outcome'),
  saga_steps_total: counter('Steps of sagas that were completed.', 'step'),
  saga_compensation_ratio: gauge('Share of the sagas that had to compensate, of those that began in the window.'),
  compensations_total: counter('Compensations by phase.', 'phase'),
  sagas_stuck: gauge('Sagas that were found stuck and have not ended since.'),
  sagas_stuck_detected_total: counter('How often a saga was found stuck.'),
  // Recovery.
  system_recovery_duration_seconds: gauge('How long the last recovery took.'),
  events_replayed_total: counter('Events that were read again to rebuild state.', 'store'),
  sagas_recovered_total: counter('Sagas that recovery took care of.', 'action'),
  inconsistencies_detected_total: counter('State that differed from its events.', 'subject'),
  pending_transactions_resolved_total: counter(
    'Calls of providers without an answer, whose outcome was found out by asking.',
    'outcome',
  ),
  // Messages.
  dlq_size: gauge('Dead letters of this service that wait, by the topic of the message.', 'topic'),
  kafka_consumer_lag: gauge('Messages that a consumer group has not handled yet.', 'group', 'topic'),
  consumer_lag_records: gauge('Messages that this instance had not handled at its last fetch.', 'topic'),
  messages_consumed_total: counter('Records that were consumed.', 'topic'),
  consumer_batch_duration_seconds: histogram('How long a fetched batch of records took.', LATENCY_SECONDS, 'topic'),
  outbox_pending: gauge('Messages that wait in the outbox.', 'topic'),
  outbox_lag_seconds: gauge('Age of the oldest message that waits in the outbox.'),
  retention_deleted_total: counter('Rows that were deleted because they have done their work.', 'table'),
  // Alerts of the metrics service.
  alerts_triggered_total: counter('Alerts that the metrics service published.', 'alert'),
  alert_active: gauge('1 while the condition of an alert holds.', 'alert', 'severity'),
  // HTTP, database, process.
  http_requests_total: counter('Requests that were answered.', 'method', 'route', 'status'),
  http_request_duration_seconds: histogram('How long requests took.', LATENCY_SECONDS, 'method', 'route'),
  database_pool_connections: gauge('Connections of the pool, by state, and those who wait for one.', 'state'),
  database_pool_size: gauge('Most connections that the pool may open.'),
  database_connections: gauge('Connections to the database server from everywhere.'),
  database_connections_max: gauge('Most connections that the database server accepts.'),
  process_resident_memory_bytes: gauge('Memory of the process.'),
  process_memory_limit_bytes: gauge(
    'Memory that the process may use: the limit of its container, or that of the machine.',
  ),
  cache_lookups_total: counter(
    'Questions to the cache by their outcome: hit, miss, or bypass when it was not used.',
    'view',
    'outcome',
  ),
  read_replicas_usable: gauge('Read replicas that are not too far behind.'),
  process_heap_used_bytes: gauge('Memory of the JavaScript heap that is in use.'),
  process_cpu_seconds: gauge('Processor time that the process has used.'),
  process_start_time_seconds: gauge('When the process started, in seconds since 1970.'),
  event_loop_utilization: gauge('Share of the time in which the event loop was busy since the last scrape.'),
  scrape_failures_total: counter('Metrics that could not be read when they were asked for.', 'metric'),
} as const satisfies Readonly<Record<string, Definition>>;

export type MetricName = keyof typeof CATALOGUE;

type OfKind<K extends Definition['kind']> = {
  [N in MetricName]: (typeof CATALOGUE)[N]['kind'] extends K ? N : never;
}[MetricName];

export type CounterName = OfKind<'counter'>;
export type GaugeName = OfKind<'gauge'>;
export type HistogramName = OfKind<'histogram'>;

/** The labels of a metric, all of which have to be given. */
export type Labels<N extends MetricName> = Readonly<Record<(typeof CATALOGUE)[N]['labels'][number], string>>;
