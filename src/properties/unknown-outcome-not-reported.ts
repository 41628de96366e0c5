/**
 * Anomaly: an outcome is reported that nobody can know yet. A payment is completed before any provider has moved money for it, or fails
 * while a charge of it can still succeed, and later does. Judged by the providers' own books and by the moment at which the state was committed.
 *
 * A provider that lets a call land a minute after it was given up breaks its own word that the charge is cancelled: then only the first
 * half is judged, and what has landed has to be undone (`one-charge-per-payment`).
 */
import type { PaymentHistory, ProviderCharge } from '../simulation/payments/history.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';

export const unknownOutcomeNotReported: Property = {
  name: 'unknown-outcome-not-reported',
  claim: 'A payment is reported completed or failed only when its outcome can be known.',
  check: (history) => firstOf(anomalies(history)),
};

function* anomalies(history: PaymentHistory): Generator<Verdict> {
  const charges = Map.groupBy(
    history.ledgers.flatMap((ledger) => ledger.charges.filter(({ confirmedMs }) => confirmedMs !== undefined)),
    ({ paymentId }) => paymentId,
  );
  const landsLate = history.faults.some(({ fault }) => 'behaviour' in fault && fault.behaviour === 'lands-late');
  for (const state of history.paymentStates) {
    const moved = charges.get(state.id) ?? [];
    if (state.to === 'COMPLETED' && !moved.some((charge) => momentOf(charge) <= state.atMs)) {
      yield violated(`payment ${state.id} was completed when no provider had charged it`, state, ...moved);
    }
    if (landsLate || (state.to !== 'FAILED' && state.to !== 'CANCELLED')) continue;
    const later = moved.find((charge) => momentOf(charge) > state.atMs);
    if (later === undefined) continue;
    const waited = Math.round(momentOf(later) - state.atMs);
    yield violated(`payment ${state.id} was ${state.to}, and ${waited} ms later it was charged`, state, later);
  }
}

function momentOf({ confirmedMs }: ProviderCharge): number {
  return confirmedMs ?? Number.POSITIVE_INFINITY;
}
