/**
 * Anomaly: a provider whose breaker is open is called all the same. Between the commit that opens it and the one that lets a
 * probe through, nobody asks that provider to create, confirm or refund; asking what became of an earlier call, and undoing one, is
 * always allowed. Half-open, one probe is under way at a time.
 *
 * Judged by what arrives at the provider. A call that left before the breaker opened may arrive after it: as late as a request takes,
 * and later where the plan made the way long.
 */
import type { PaymentHistory, ProviderCall } from '../simulation/payments/history.ts';
import { isFaultOfProvider, paymentFaults } from '../simulation/payments/plan.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';
import { textOf } from './view/message.ts';
import { type StoredEvent, viewOf } from './view/view.ts';

export const breakerRespected: Property = {
  name: 'breaker-respected',
  claim: 'While a breaker is open, its provider is only asked what became of earlier calls, or to undo them.',
  check: (history) => firstOf(anomalies(history)),
};

/** From a decision to call until the call arrives: a statement, a connection and a request, on a world's network. */
const ON_THE_WAY_MS = 1_000;
const EPOCH_MS = Date.UTC(2026, 0, 1);
const guarded: ReadonlySet<string> = new Set<ProviderCall['operation']>(['create', 'confirm', 'refund']);

function* anomalies(history: PaymentHistory): Generator<Verdict> {
  const changes = viewOf(history).storedOf('CircuitBreakerOpened', 'CircuitBreakerHalfOpened', 'CircuitBreakerClosed');
  const grace = ON_THE_WAY_MS + longestDelay(history);
  for (const [provider, events] of Map.groupBy(changes, (event) => textOf(event, 'provider'))) {
    const calls = history.calls.filter((call) => call.provider === provider && guarded.has(call.operation));
    const inOrder = events.toSorted((a, b) => a.aggregateVersion - b.aggregateVersion);
    for (const [index, event] of inOrder.entries()) {
      if (event.eventType !== 'CircuitBreakerOpened') continue;
      const next = inOrder[index + 1];
      const from = timeOf(event) + grace;
      const to = next === undefined ? Number.POSITIVE_INFINITY : timeOf(next);
      const wrong = calls.find(({ arrivedMs }) => arrivedMs > from && arrivedMs < to);
      if (wrong === undefined) continue;
      yield violated(
        `${provider} was asked to ${wrong.operation} ${Math.round(wrong.arrivedMs - timeOf(event))} ms after its breaker had opened`,
        event,
        wrong,
        ...(next === undefined ? [] : [next]),
      );
    }
  }
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

/** Virtual time of an event; the world's calendar begins with the year 2026. */
function timeOf({ occurredAt }: StoredEvent): number {
  return occurredAt - EPOCH_MS;
}
