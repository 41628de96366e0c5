/**
 * Anomaly: the system's books and those of a provider differ. For every payment that was completed, the provider that is named in it has
 * the charge that is named in it, paid, for that amount; every charge that stands is one of a completed payment; and in the wallets' double
 * entry, what merchants are owed is what was charged for wallet payments less what was given back. This is the reconciliation that an
 * accountant would make at the end of the day, when everything has come to rest.
 */
import type { PaymentHistory } from '../simulation/payments/history.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';
import { numberOf, textOf } from './view/message.ts';
import { confirmedCharges, providerRefunds } from './view/payment.ts';
import { viewOf } from './view/view.ts';

export const providersReconcile: Property = {
  name: 'providers-reconcile',
  claim: "At rest, the system's books agree with the providers' ledgers, charge by charge and in sum.",
  check: (history) => (history.end.kind === 'quiescent' ? firstOf(anomalies(history)) : firstOf([])),
};

function* anomalies(history: PaymentHistory): Generator<Verdict> {
  const charges = new Map(confirmedCharges(history).map((charge) => [`${charge.provider} ${charge.chargeId}`, charge]));
  for (const event of viewOf(history).storedOf('PaymentCompleted')) {
    const name = `${textOf(event, 'provider')} ${textOf(event, 'provider_charge_id')}`;
    const charge = charges.get(name);
    charges.delete(name);
    if (charge?.paymentId === textOf(event, 'payment_id') && charge.amount === numberOf(event, 'amount')) continue;
    yield violated(
      `payment ${textOf(event, 'payment_id')} was completed with charge ${name}, which is not there as such`,
      event,
      charge ?? null,
    );
  }
  for (const charge of charges.values()) {
    yield violated(
      `${charge.provider} holds charge ${charge.chargeId} of payment ${charge.paymentId}, which was not completed with it`,
      charge,
    );
  }
  yield* clearingAccounts(history);
}

function* clearingAccounts(history: PaymentHistory): Generator<Verdict> {
  const byWallet = new Map(
    viewOf(history)
      .storedOf('PaymentInitiated')
      .map((event) => [textOf(event, 'payment_id'), textOf(event, 'wallet_id') !== '']),
  );
  const owed = new Map<string, number>();
  const add = (currency: string, amount: number): void => {
    owed.set(currency, (owed.get(currency) ?? 0) + amount);
  };
  for (const { paymentId, currency, amount } of confirmedCharges(history)) {
    if (byWallet.get(paymentId) === true) add(currency, amount);
  }
  for (const { paymentId, currency, amount } of providerRefunds(history)) {
    if (byWallet.get(paymentId) === true) add(currency, -amount);
  }
  const booked = new Map<string, number>();
  for (const row of viewOf(history).rows('wallet.ledger_entries')) {
    if (row['account'] !== 'merchant_clearing') continue;
    const currency = row['currency'] ?? '';
    booked.set(currency, (booked.get(currency) ?? 0) + Number(row['amount']));
  }
  for (const currency of new Set([...owed.keys(), ...booked.keys()])) {
    const [there, here] = [owed.get(currency) ?? 0, booked.get(currency) ?? 0];
    if (there === here) continue;
    yield violated(`the providers hold ${there} ${currency} for wallet payments, and the books owe merchants ${here}`, {
      currency,
      providers: there,
      books: here,
    });
  }
}
