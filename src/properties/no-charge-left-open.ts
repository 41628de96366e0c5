/**
 * Anomaly: a charge that somebody has confirmed is given up and left as it is. The provider still has it open, so that it may take the money at
 * any later time, when the payment has gone to another provider or has failed. When everything rests, each charge that was ever to be confirmed
 * has succeeded, was declined, or was cancelled. One that nobody confirmed can do no harm: money moves only on a confirmation.
 */
import type { PaymentHistory } from '../simulation/payments/history.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';

export const noChargeLeftOpen: Property = {
  name: 'no-charge-left-open',
  claim: 'Whoever gives a charge up that may still succeed has it cancelled.',
  check: (history) => (history.end.kind === 'quiescent' ? firstOf(anomalies(history)) : firstOf([])),
};

function* anomalies({ calls, ledgers }: PaymentHistory): Generator<Verdict> {
  const confirms = new Map(
    calls
      .filter(({ operation }) => operation === 'confirm')
      .map((call) => [`${call.provider} ${call.chargeId ?? ''}`, call]),
  );
  for (const { provider, charges } of ledgers) {
    for (const charge of charges) {
      const confirm = confirms.get(`${provider} ${charge.chargeId}`);
      if (confirm === undefined || (charge.state !== 'created' && charge.state !== 'requires-action')) continue;
      yield violated(
        `${provider} was asked to confirm charge ${charge.chargeId} of payment ${charge.paymentId}, and in the end can still do so`,
        confirm,
        charge,
      );
    }
  }
}
