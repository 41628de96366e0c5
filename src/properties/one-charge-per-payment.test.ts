import { describe, it } from 'vitest';
import { baseHistory } from './fixture/base-history.ts';
import { expectViolation } from './fixture/doctor.ts';
import { oneChargePerPayment } from './one-charge-per-payment.ts';

describe('one-charge-per-payment notices', () => {
  const { history, ids } = baseHistory();

  const charges = history.ledgers[0]?.charges ?? [];
  const paid = charges.filter(({ paymentId }) => paymentId === ids.completed);

  it('a second charge at another provider', () => {
    const ledgers = [...history.ledgers, { provider: 'paypal', charges: paid, refunds: [] }];
    expectViolation(oneChargePerPayment, { ...history, ledgers }, /was charged 2 times, at stripe and paypal/);
  });

  it('a charge for another amount', () => {
    const ledgers = [{ provider: 'stripe', charges: paid.map((charge) => ({ ...charge, amount: 1 })), refunds: [] }];
    expectViolation(oneChargePerPayment, { ...history, ledgers }, /1 EUR was charged .* is for 80000 EUR/);
  });

  it('a charge that nobody ordered', () => {
    const ledgers = [
      { provider: 'stripe', charges: paid.map((charge) => ({ ...charge, paymentId: 'stranger' })), refunds: [] },
    ];
    expectViolation(oneChargePerPayment, { ...history, ledgers }, /payment stranger, which is not known/);
  });
});
