/**
 * Anomaly: a provider whose breaker is open is called all the same. Between the commit that opens it and the one that lets a
 * probe through, nobody asks that provider to create, confirm or refund; asking what became of an earlier call, and undoing one, is
 * always allowed. Half-open, one payment probes at a time, and only its answer closes the breaker. And nobody is turned away on account
 * of a breaker whose time is over.
 *
 * Judged by what arrives at the provider. A call that left before the breaker opened may arrive after it: as late as a request takes,
 * and later where the plan made the way long.
 */
import type { PaymentHistory, ProviderCall } from '../simulation/payments/history.ts';
import { isFaultOfProvider, paymentFaults } from '../simulation/payments/plan.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';
import { textOf } from './view/message.ts';
import { type HistoryView, type StoredEvent, viewOf } from './view/view.ts';

export const breakerRespected: Property = {
  name: 'breaker-respected',
  claim: 'While a breaker is open, its provider is only asked what became of earlier calls, or to undo them.',
  check: (history) => firstOf(anomalies(history)),
};

/** From a decision to call until the call arrives: a statement, a connection and a request, on a world's network. */
const ON_THE_WAY_MS = 1_000;
/** Calls of several payments that leave together arrive within this time. */
const AT_ONCE_MS = 100;
/** The reason that is given for going to another provider because of a breaker. */
const OPEN = 'circuit breaker open';
const guarded: ReadonlySet<string> = new Set<ProviderCall['operation']>(['create', 'confirm', 'refund']);

function* anomalies(history: PaymentHistory): Generator<Verdict> {
  const stored = viewOf(history).storedOf('CircuitBreakerOpened', 'CircuitBreakerHalfOpened', 'CircuitBreakerClosed');
  // Calls are timed since the start of the run, events by the calendar.
  const changes = stored.map((event) => ({ ...event, occurredAt: event.occurredAt - history.startsAtMs }));
  const grace = ON_THE_WAY_MS + longestDelay(history);
  for (const [provider, events] of Map.groupBy(changes, (event) => textOf(event, 'provider'))) {
    const calls = history.calls.filter((call) => call.provider === provider && guarded.has(call.operation));
    const inOrder = events.toSorted((a, b) => a.aggregateVersion - b.aggregateVersion);
    for (const [index, event] of inOrder.entries()) {
      const next = inOrder[index + 1];
      if (event.eventType === 'CircuitBreakerOpened') yield* calledThoughOpen(event, next, calls, grace);
      if (event.eventType === 'CircuitBreakerHalfOpened') yield* wrongProbes(event, next, calls, grace - ON_THE_WAY_MS);
    }
  }
  yield* turnedAway(history, grace);
}

function* calledThoughOpen(
  opened: StoredEvent,
  next: StoredEvent | undefined,
  calls: readonly ProviderCall[],
  grace: number,
): Generator<Verdict> {
  const from = opened.occurredAt + grace;
  const wrong = calls.find(({ arrivedMs }) => arrivedMs > from && arrivedMs < endOf(next));
  if (wrong === undefined) return;
  yield violated(
    `${wrong.provider} was asked to ${wrong.operation} ${Math.round(wrong.arrivedMs - opened.occurredAt)} ms after its breaker had opened`,
    opened,
    wrong,
    ...(next === undefined ? [] : [next]),
  );
}

/**
 * Two payments at once are no probe; and what closes the breaker is an answer to a call of this half-open time.
 *
 * @param late by how much the plan may have shifted calls and clocks against each other.
 */
function* wrongProbes(
  halfOpened: StoredEvent,
  next: StoredEvent | undefined,
  calls: readonly ProviderCall[],
  late: number,
): Generator<Verdict> {
  const during = calls.filter(
    ({ arrivedMs }) => arrivedMs > halfOpened.occurredAt - late && arrivedMs < endOf(next) + late,
  );
  const begun = during.filter(
    ({ arrivedMs }) => arrivedMs > halfOpened.occurredAt + late && arrivedMs < endOf(next) - late,
  );
  for (const [index, call] of begun.entries()) {
    const other = begun[index + 1];
    if (other === undefined || other.paymentId === call.paymentId) continue;
    if (other.arrivedMs - call.arrivedMs > AT_ONCE_MS) continue;
    yield violated(`${call.provider} was probed by two payments at once`, halfOpened, call, other);
  }
  if (next?.eventType !== 'CircuitBreakerClosed') return;
  if (during.some(({ answeredMs }) => answeredMs !== undefined && answeredMs < endOf(next) + late)) return;
  yield violated(
    `the breaker of ${textOf(next, 'provider')} closed, and no call since it was half-open had been answered`,
    halfOpened,
    next,
  );
}

/** The time of an open breaker is over from `open_until` on; whoever comes then may probe, or waits for the one who does. */
function* turnedAway(history: PaymentHistory, grace: number): Generator<Verdict> {
  const view = viewOf(history);
  const turned = [
    ...view.storedOf('GatewayFallbackTriggered').filter((event) => textOf(event, 'primary_failure_reason') === OPEN),
    ...view.storedOf('GatewayFailed').filter((event) => textOf(event, 'error_code') === 'GATEWAY_UNAVAILABLE'),
  ];
  const changes = view.storedOf('CircuitBreakerOpened', 'CircuitBreakerHalfOpened', 'CircuitBreakerClosed');
  for (const event of turned) {
    const provider = textOf(event, 'primary_provider') || textOf(event, 'provider');
    const decided = decidedAt(event, provider, view);
    const before = changes.filter((one) => textOf(one, 'provider') === provider && one.occurredAt <= decided);
    const last = before.toSorted((a, b) => a.aggregateVersion - b.aggregateVersion).at(-1);
    if (last?.eventType !== 'CircuitBreakerOpened') continue;
    const lateMs = decided - Date.parse(textOf(last, 'open_until'));
    if (lateMs <= grace) continue;
    yield violated(
      `a payment was turned away from ${provider} ${lateMs} ms after its breaker could have been probed`,
      last,
      event,
    );
  }
}

/**
 * When a payment was turned away, in milliseconds since 1970. One that had a charge already is told only after that was cancelled, which may
 * take as long as its provider likes, and longer than the breaker stays as it was; it was decided when the first cancellation was sent that
 * followed its last try.
 */
function decidedAt(told: StoredEvent, provider: string, view: HistoryView): number {
  const sent = view
    .storedOf('GatewayRequestSent')
    .filter((one) => one.aggregateId === told.aggregateId && textOf(one, 'provider') === provider)
    .filter(({ aggregateVersion }) => aggregateVersion < told.aggregateVersion)
    .toSorted((a, b) => a.aggregateVersion - b.aggregateVersion);
  const lastTry = sent.findLastIndex((one) => guarded.has(textOf(one, 'operation')));
  const cancel = sent.slice(lastTry + 1).find((one) => textOf(one, 'operation') === 'cancel');
  return cancel?.occurredAt ?? told.occurredAt;
}

/** Virtual time of what follows; without end when nothing does. */
function endOf(next: StoredEvent | undefined): number {
  return next?.occurredAt ?? Number.POSITIVE_INFINITY;
}

/** How much longer than usual the plan made any way. A slow way is gone several times for one call, a broken one once. */
function longestDelay({ faults }: PaymentHistory): number {
  const delays = faults.map(({ fault }) => {
    if (isFaultOfProvider(fault)) return 0;
    const ways = paymentFaults.kindOf(fault).class === 'network' && fault.verb !== 'outage' ? 4 : 1;
    return ways * paymentFaults.lastsMs(fault);
  });
  return Math.max(0, ...delays);
}
