import { describe, it } from 'vitest';
import type { PaymentHistory, ProviderRefund } from '../simulation/payments/history.ts';
import { editEvents, expectViolation, withData } from './fixture/doctor.ts';
import { refundHistory } from './fixture/refund-story.ts';
import { refundTakesEffectOnce } from './refund-takes-effect-once.ts';

function editRefunds(history: PaymentHistory, edit: (refund: ProviderRefund) => readonly ProviderRefund[]) {
  return { ...history, ledgers: history.ledgers.map((one) => ({ ...one, refunds: one.refunds.flatMap(edit) })) };
}

describe('refund-takes-effect-once notices', () => {
  const { history } = refundHistory();

  it('a refund that was completed twice', () => {
    const doctored = editEvents(history, 'payment', 'RefundCompleted', (row) => [row, row]);
    expectViolation(refundTakesEffectOnce, doctored, /was completed twice/);
  });

  it('a wallet that got the money twice, not at all, for nothing, or another sum', () => {
    const credits = (edit: Parameters<typeof editEvents>[3]) =>
      editEvents(history, 'wallet', 'WalletCredited', (row) => (row['data']?.includes('"refund"') ? edit(row) : row));
    expectViolation(
      refundTakesEffectOnce,
      credits((row) => [row, row]),
      /was credited twice/,
    );
    expectViolation(
      refundTakesEffectOnce,
      credits(() => []),
      /was completed and never credited/,
    );
    expectViolation(
      refundTakesEffectOnce,
      credits((row) => withData(row, { amount: 1 })),
      /another amount than it has/,
    );
    const failed = editEvents(history, 'payment', 'RefundCompleted', () => []);
    expectViolation(refundTakesEffectOnce, failed, /credited for refund .*, which was not completed/);
  });

  it('money that went back twice under one key, twice under two, or never', () => {
    const twice = editRefunds(history, (refund) => [refund, { ...refund, refundId: 'again' }]);
    expectViolation(refundTakesEffectOnce, twice, /given back 2 times under one key/);
    const again = editRefunds(history, (refund) => [refund, { ...refund, refundId: 'again', idempotencyKey: 'other' }]);
    expectViolation(refundTakesEffectOnce, again, /for no refund that was completed/);
    const never = editRefunds(history, (refund) => [{ ...refund, state: 'failed' }]);
    expectViolation(refundTakesEffectOnce, never, /was completed, but its provider gave back nothing/);
  });
});
