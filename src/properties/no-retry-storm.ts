/**
 * Anomaly: somebody who gets no answer asks again and again without a pause, which keeps down whoever is down. The same thing is asked
 * of a provider for the same payment only a few times within any ten seconds, whatever goes wrong: waits grow from one try to the next. A process that is
 * started again may begin anew with what its predecessor had begun, so each crash allows one more.
 */
import type { PaymentHistory, ProviderCall } from '../simulation/payments/history.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';

export const noRetryStorm: Property = {
  name: 'no-retry-storm',
  claim: 'Whoever gets no answer waits before asking again, and longer each time.',
  check: (history) => firstOf(anomalies(history)),
};

/**
 * So many tries are allowed within so long: attempts 0, 1 and 3 seconds after the first, and as many again for a second charge or refund of the
 * payment; and hardly any in a row, so that a storm which a breaker ends after a few calls is seen too.
 */
const LIMITS = [
  { windowMs: 10_000, callsMax: 8 },
  { windowMs: 1_000, callsMax: 3 },
] as const;

function* anomalies(history: PaymentHistory): Generator<Verdict> {
  const crashes = history.faults.filter(({ fault }) => fault.verb === 'crash').length;
  const groups = Map.groupBy(history.calls, (call) => `${call.provider} ${call.operation} ${call.paymentId}`);
  for (const calls of groups.values()) {
    for (const { windowMs, callsMax } of LIMITS) yield* storms(calls, callsMax + crashes, windowMs);
  }
}

function* storms(calls: readonly ProviderCall[], allowed: number, windowMs: number): Generator<Verdict> {
  for (const [index, first] of calls.entries()) {
    const last = calls[index + allowed];
    if (last === undefined) return;
    const lastedMs = last.arrivedMs - first.arrivedMs;
    if (lastedMs > windowMs) continue;
    const { provider, operation, paymentId } = first;
    yield violated(
      `${provider} was asked to ${operation} ${allowed + 1} times within ${Math.round(lastedMs)} ms for payment ${paymentId}`,
      first,
      last,
    );
    return;
  }
}
