import { describe, expect, it } from 'vitest';
import type { PaymentHistory } from '../simulation/payments/history.ts';
import { cancelTakesEffect } from './cancel-takes-effect.ts';
import { baseHistory } from './fixture/base-history.ts';
import { expectViolation } from './fixture/doctor.ts';

/** The payment that was completed, with a cancel that was accepted, and what has become of its message. */
function cancelled(trace: 'none' | 'stopped' | 'refused' | 'put aside', status = 202): PaymentHistory {
  const { history } = baseHistory((book, _wallet, { completed }) => {
    const path = `/api/v1/payments/${completed}/cancel`;
    const answer = { status, body: { payment_id: completed, status: 'VALIDATED' }, receivedMs: book.tick() };
    book.exchanges.push({ purpose: 'cancel', request: 0, attempt: 1, method: 'POST', path, sentMs: 1, answer });
    const cause = { eventId: book.uuid(), correlationId: book.uuid() };
    const wish = { payment_id: completed, reason: 'the user wished it' };
    const { eventId } = book.command('payment', 'CancelPaymentSaga', completed, wish, cause);
    const money = { amount: 80_000, currency: 'EUR' };
    if (trace === 'stopped') book.command('saga', 'CancelWithGateway', completed, { ...wish, ...money }, cause);
    if (trace === 'refused') book.row('saga.errors', { event_id: eventId, kind: 'transition-refused' });
    if (trace === 'put aside') book.row('saga.dead_letters', { dead_letter_id: eventId });
  });
  return history;
}

describe('cancel-takes-effect', () => {
  it('notices a cancel that was accepted and that nobody has looked at', () => {
    expectViolation(cancelTakesEffect, cancelled('none'), /it is COMPLETED, and nobody has looked at the cancel/);
  });

  it('allows one that came too late, and one that was refused', () => {
    for (const history of [
      cancelled('stopped'),
      cancelled('refused'),
      cancelled('put aside'),
      cancelled('none', 409),
    ]) {
      expect(cancelTakesEffect.check(history)).toEqual({ kind: 'holds' });
    }
  });
});
