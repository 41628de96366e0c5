import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { ChargeLedger } from '../../simulation/payments/provider/ledger.ts';
import { ofRefund, ofRefundList } from './provider-answers.ts';
import {
  advanceRefund,
  type Refund,
  type RefundEvent,
  type RefundObservation,
  refundKey,
  refundSent,
  refundTakenOver,
} from './refund.ts';

const NOW = Date.UTC(2026, 0, 1);
const FIRST: Refund = {
  refundId: '3e5d7c9b-0a1f-4b2e-9c8d-7a6b5c4d3e06',
  paymentId: '6f1c2f9e-0a57-4f2b-9a2e-0c5b1d6d7c01',
  provider: 'stripe',
  chargeId: 'ch_1',
  amount: 400,
  currency: 'USD',
  phase: 'REFUND',
  number: 1,
  dueAt: new Date(NOW).toISOString(),
};
const UNKNOWN: RefundObservation = { kind: 'unknown', reason: 'no answer within the time limit' };

describe('a refund', () => {
  it('is announced with what is asked', () => {
    expect(refundSent(FIRST)).toMatchObject([{ data: { operation: 'refund', attempt: 1, amount: 400 } }]);
    expect(refundSent({ ...FIRST, phase: 'RESOLVE', number: 5_000 })).toMatchObject([
      { data: { operation: 'retrieve', attempt: 1_000 } },
    ]);
    expect(refundSent({ ...FIRST, phase: 'SETTLED' })).toEqual([]);
  });

  it('is asked for by its key after a time-out, and given again under the same key when it is not there', () => {
    const asking = advanceRefund(FIRST, UNKNOWN, NOW).refund;
    expect(asking).toMatchObject({ phase: 'RESOLVE', number: 1, dueAt: FIRST.dueAt });
    const again = advanceRefund(asking, { kind: 'absent' }, NOW).refund;
    expect(again).toMatchObject({ phase: 'REFUND', number: 2 });
    expect(Date.parse(again.dueAt) - NOW).toBe(1_000);
    expect(refundKey(again)).toBe(refundKey(FIRST));
  });

  it('is never given up, with waits of up to a minute', () => {
    let refund: Refund = { ...FIRST, phase: 'RESOLVE' };
    const waits = Array.from({ length: 9 }, () => {
      refund = advanceRefund(refund, UNKNOWN, NOW).refund;
      return (Date.parse(refund.dueAt) - NOW) / 1_000;
    });
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });

  it('is over with a definite answer, and nothing is heard of it afterwards', () => {
    const done = advanceRefund(FIRST, { kind: 'refunded', providerRefundId: 're_1' }, NOW);
    expect(done).toMatchObject({
      refund: { phase: 'SETTLED', outcome: 'refunded', providerRefundId: 're_1' },
      events: [{ event_type: 'GatewayRefunded' }],
    });
    const failed: RefundObservation = { kind: 'failed', code: 'REFUND_DECLINED', reason: 'no' };
    expect(advanceRefund(done.refund, failed, NOW)).toEqual({ refund: done.refund, events: [] });
    expect(advanceRefund(FIRST, failed, NOW)).toMatchObject({
      refund: { outcome: 'failed' },
      events: [{ event_type: 'GatewayRefundFailed', data: { error_code: 'REFUND_DECLINED' } }],
    });
  });
});

const FATES = ['answered', 'landed', 'lost', 'late', 'declined', 'key-refused', 'interrupted'] as const;
const KEY_REFUSED = { status: 422, body: { error: { code: 'idempotency_key_reused', message: 'used before' } } };

describe('a refusal', () => {
  it('ends a refund, except one of its key: an earlier try may have had its effect', () => {
    const refused = { status: 422, body: { error: { code: 'amount_invalid', message: '' } } };
    expect(ofRefund(refused)).toMatchObject({ kind: 'failed', code: 'REFUND_REJECTED' });
    expect(ofRefund(KEY_REFUSED)).toMatchObject({ kind: 'unknown' });
  });
});

describe('whatever becomes of the calls', () => {
  property.prop([fc.array(fc.constantFrom(...FATES), { maxLength: 30 }), fc.nat(12)], { numRuns: 1_000 })(
    'money goes back as often as is told: once or not at all',
    (fates, lateAfter) => {
      let ids = 0;
      const newId = (): string => {
        ids += 1;
        return String(ids);
      };
      const ledger = new ChargeLedger({ now: () => NOW, newId });
      ledger.create('key', { paymentId: FIRST.paymentId, amount: 1_000, currency: 'USD' });
      ledger.confirm('ch_1', 'succeed');
      const late: (() => void)[] = [];
      const events: RefundEvent[] = [];
      let refund = FIRST;
      for (let calls = 1; refund.phase !== 'SETTLED'; calls += 1) {
        expect(calls).toBeLessThan(100);
        const fate = fates[calls - 1] ?? 'answered';
        const { phase } = refund;
        const key = refundKey(refund);
        const run = (): RefundObservation =>
          phase === 'REFUND' && fate === 'key-refused'
            ? ofRefund(KEY_REFUSED)
            : phase === 'REFUND'
              ? ofRefund(ledger.once('refund', key, {}, () => ledger.refund(key, 'ch_1', 400, fate === 'declined')))
              : ofRefundList(ledger.searchRefunds('ch_1'), key);
        if (fate === 'late') late.push(run);
        const answer = fate === 'lost' || fate === 'late' ? UNKNOWN : run();
        if (calls === lateAfter) for (const one of late.splice(0)) one();
        if (fate === 'interrupted') {
          refund = refundTakenOver(refund);
          continue;
        }
        const next = advanceRefund(refund, fate === 'landed' ? UNKNOWN : answer, NOW);
        refund = next.refund;
        events.push(...next.events);
      }
      for (const one of late) one();
      const back = ledger.refunds().filter(({ state }) => state === 'succeeded');
      expect(events).toHaveLength(1);
      expect(back).toHaveLength(events[0]?.event_type === 'GatewayRefunded' ? 1 : 0);
    },
  );
});
