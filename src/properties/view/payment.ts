/** Payments as the outside sees them at the end of a run: the order, the state in the read model, the money at the providers. */
import type { PaymentHistory, ProviderCharge, ProviderRefund } from '../../simulation/payments/history.ts';
import { numberOf, textOf } from './message.ts';
import { viewOf } from './view.ts';

export interface PaymentView {
  readonly paymentId: string;
  /** Empty for a payment that does not go through a wallet. */
  readonly walletId: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  /** As in `payment.payment_status`; empty when there is no row. */
  readonly status: string;
  /** Charges that moved money and were not undone, over all providers. */
  readonly confirmed: readonly (ProviderCharge & { readonly provider: string })[];
}

export const terminalPaymentStates: ReadonlySet<string> = new Set(['COMPLETED', 'FAILED', 'CANCELLED']);

/** Every payment that was initiated, in the order of the store. */
export function paymentsOf(history: PaymentHistory): readonly PaymentView[] {
  const view = viewOf(history);
  const status = new Map(view.rows('payment.payment_status').map((row) => [row['payment_id'], row['status'] ?? '']));
  const charges = Map.groupBy(confirmedCharges(history), ({ paymentId }) => paymentId);
  return view.storedOf('PaymentInitiated').map((event) => {
    const paymentId = textOf(event, 'payment_id');
    return {
      paymentId,
      walletId: textOf(event, 'wallet_id'),
      amount: numberOf(event, 'amount'),
      currency: textOf(event, 'currency'),
      status: status.get(paymentId) ?? '',
      confirmed: charges.get(paymentId) ?? [],
    };
  });
}

/** Every charge that moved money, at any provider, except those that were voided: net, nothing came of them. */
export function confirmedCharges(history: PaymentHistory): readonly (ProviderCharge & { readonly provider: string })[] {
  return history.ledgers.flatMap(({ provider, charges, refunds }) => {
    const voided = new Set(
      refunds.flatMap(({ kind, state, chargeId }) => (kind === 'void' && state === 'succeeded' ? [chargeId] : [])),
    );
    return charges
      .filter(({ state, chargeId }) => state === 'confirmed' && !voided.has(chargeId))
      .map((charge) => ({ ...charge, provider }));
  });
}

/** Money that went back at the request of somebody, over all providers; voids are no refunds. */
export function providerRefunds(history: PaymentHistory): readonly (ProviderRefund & { readonly provider: string })[] {
  return history.ledgers.flatMap(({ provider, refunds }) =>
    refunds
      .filter(({ kind, state }) => kind === 'refund' && state === 'succeeded')
      .map((refund) => ({ ...refund, provider })),
  );
}
