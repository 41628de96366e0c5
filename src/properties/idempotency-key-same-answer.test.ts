import { describe, expect, it } from 'vitest';
import { baseHistory } from './fixture/base-history.ts';
import { editEvents, editExchanges, expectViolation } from './fixture/doctor.ts';
import { idempotencyKeySameAnswer } from './idempotency-key-same-answer.ts';

describe('idempotency-key-same-answer notices', () => {
  const { history } = baseHistory();

  const paid = ({ purpose, answer }: { purpose: string; answer?: unknown }) =>
    purpose === 'pay' && answer !== undefined;

  it('the same request with another answer', () => {
    const doctored = editExchanges(history, (one) =>
      paid(one) ? [one, { ...one, answer: { status: 202, body: { payment_id: 'other' }, receivedMs: 1 } }] : one,
    );
    expectViolation(idempotencyKeySameAnswer, doctored, /was answered in two ways/);
  });

  it('a key that is accepted for another request, and lets it be refused', () => {
    const again = (status: number) =>
      editExchanges(history, (one) =>
        paid(one) ? [one, { ...one, body: { amount: 1 }, answer: { status, body: {}, receivedMs: 1 } }] : one,
      );
    expectViolation(idempotencyKeySameAnswer, again(202), /was accepted for two different requests/);
    expect(idempotencyKeySameAnswer.check(again(422)).kind).toBe('holds');
  });

  it('an order that became two payments', () => {
    const doctored = editEvents(history, 'payment', 'PaymentInitiated', (row) => [row, row]);
    expectViolation(idempotencyKeySameAnswer, doctored, /4 orders became 8 payments/);
  });

  it('nothing in a plea to try again', () => {
    const doctored = editExchanges(history, (one) =>
      paid(one) ? [{ ...one, answer: { status: 503, body: {}, receivedMs: 1 } }, one] : one,
    );
    expect(idempotencyKeySameAnswer.check(doctored).kind).toBe('holds');
  });
});
