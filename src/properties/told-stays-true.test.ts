import { describe, expect, it } from 'vitest';
import { baseHistory } from './fixture/base-history.ts';
import { editExchanges, editRows, expectViolation } from './fixture/doctor.ts';
import { toldStaysTrue } from './told-stays-true.ts';

describe('told-stays-true notices', () => {
  const { history, ids } = baseHistory();

  const poll = (status: string, httpStatus = 200) =>
    editExchanges(history, (one) => {
      if (one.purpose !== 'poll' || one.path !== `/api/v1/payments/${ids.completed}`) return one;
      const sentMs = 1_000_000;
      return [one, { ...one, sentMs, answer: { status: httpStatus, body: { status }, receivedMs: sentMs + 1 } }];
    });

  it.each(['FAILED', 'INITIATED'])('a completed payment that is then told to be %s', (status) => {
    expectViolation(toldStaysTrue, poll(status), new RegExp(`is COMPLETED, and then that it is ${status}`));
  });

  it('an accepted payment that is not found', () => {
    expectViolation(toldStaysTrue, poll('', 404), /and then that it is NOT FOUND/);
  });

  it('nothing in the stored answer to a repeated order', () => {
    const doctored = editExchanges(history, (one) => {
      if (one.purpose !== 'pay' || one.answer === undefined) return one;
      return [one, { ...one, sentMs: 1_000_000, answer: { ...one.answer, receivedMs: 1_000_001 } }];
    });
    expect(toldStaysTrue.check(doctored).kind).toBe('holds');
  });

  it('a state that the payment had not reached yet', () => {
    const reached = history.paymentStates.find(({ id, to }) => id === ids.completed && to === 'COMPLETED');
    const receivedMs = (reached?.atMs ?? 0) - 0.5;
    const doctored = editExchanges(history, (one) =>
      one.purpose === 'poll' && one.path.includes(ids.completed) && one.answer !== undefined
        ? { ...one, sentMs: receivedMs - 0.1, answer: { ...one.answer, receivedMs } }
        : one,
    );
    expectViolation(toldStaysTrue, doctored, /is COMPLETED when it was GATEWAY_PROCESSING/);
  });

  const readWallet = (available: number, sentMs: number, balance = available) => ({
    ...history,
    exchanges: [
      ...history.exchanges,
      {
        purpose: 'read-wallet' as const,
        request: -1,
        attempt: 1,
        method: 'GET',
        path: `/api/v1/wallets/${ids.hotWallet}`,
        sentMs,
        answer: {
          status: 200,
          body: { wallet_id: ids.hotWallet, available, locked: 0, balance },
          receivedMs: sentMs + 1,
        },
      },
    ],
  });

  it('a balance that the wallet had once, and no longer', () => {
    expect(toldStaysTrue.check(readWallet(20_000, 1_000_000)).kind).toBe('holds');
    expectViolation(toldStaysTrue, readWallet(100_000, 1_000_000), /has 100000 free and 0 locked, which it had not/);
  });

  it('a balance that is not the sum of its parts', () => {
    expectViolation(
      toldStaysTrue,
      readWallet(20_000, 1_000_000, 19_999),
      /has 19999, of which 20000 free and 0 locked/,
    );
  });

  it('an end that is not the end', () => {
    const doctored = editRows(history, 'payment.payment_status', (row) => ({ ...row, status: 'FAILED' }));
    expectViolation(toldStaysTrue, doctored, /was told that payment .* is COMPLETED, and it is FAILED/);
  });
});
