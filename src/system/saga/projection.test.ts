import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { foldAll, history } from '../platform/event-store/testing/stored.ts';
import { advanceSaga, startSaga } from './decide.ts';
import { SAGA_STATES, type SagaState } from './machine.ts';
import { sagaProjection } from './projection.ts';
import type { Failure, Saga, SagaEvent, SagaInput } from './saga.ts';

const LIMITS = { deadlineMs: 300_000, stepDeadlineMs: 60_000, stuckAfterMs: 300_000, recoveryAttempts: 3 };
const SAGA_ID = 'a5c3b1f0-5f0e-4a38-8f6f-7d2f1f6b7a02';
const ORDER = {
  paymentId: '6f1c2f9e-0a57-4f2b-9a2e-0c5b1d6d7c01',
  merchantId: 'shop',
  userId: 'user',
  amount: 1_000,
  currency: 'USD',
} as const;
const FAILURE: Failure = { error_code: 'GATEWAY_DECLINED', failure_stage: 'GATEWAY_PROCESSING', reason: 'declined' };

const input: fc.Arbitrary<SagaInput> = fc.constantFrom<SagaInput>(
  { type: 'PAYMENT_VALIDATED' },
  { type: 'PAYMENT_COMPLETED' },
  { type: 'PAYMENT_FAILED', failure: FAILURE },
  { type: 'PAYMENT_CANCELLED' },
  { type: 'BALANCE_CHECKED' },
  { type: 'BALANCE_CHECKED', shortfall: { ...FAILURE, error_code: 'INSUFFICIENT_FUNDS', deficit_amount: 5 } },
  { type: 'WALLET_DEDUCTED' },
  { type: 'WALLET_DEDUCTION_FAILED', failure: FAILURE },
  { type: 'WALLET_REFUNDED' },
  { type: 'GATEWAY_APPROVED', provider: 'stripe', chargeId: 'ch_1' },
  { type: 'GATEWAY_REFUSED', failure: FAILURE },
  { type: 'GATEWAY_CANCELLED' },
  { type: 'GATEWAY_TIMED_OUT', retried: true },
  { type: 'GATEWAY_FELL_BACK' },
  { type: 'GATEWAY_VERIFICATION_REQUIRED', reason: 'unknown' },
  { type: 'CANCEL', reason: 'changed my mind' },
  { type: 'STEP_TIMED_OUT' },
  { type: 'SAGA_TIMED_OUT' },
);

/** The saga that the service would have after those inputs that its machine accepts, and its events. */
function play(method: 'wallet' | 'external', inputs: readonly SagaInput[]) {
  const wallet = method === 'wallet' ? { walletId: 'wallet_1' } : { source: 'tok_1' };
  const start = Date.UTC(2026, 0, 1);
  const first = startSaga({ ...ORDER, ...wallet, method }, SAGA_ID, start, LIMITS);
  let saga = first.saga;
  const events: SagaEvent[] = [...first.events];
  const states = new Set<SagaState>([saga.state]);
  for (const [index, one] of inputs.entries()) {
    const answer = advanceSaga(saga, one, start + index * 1_000, LIMITS);
    if (!answer.accepted) continue;
    saga = answer.decision.saga;
    events.push(...answer.decision.events);
    states.add(saga.state);
  }
  return { saga, events, states };
}

function rowOf(saga: Saga, version: number) {
  return {
    saga_id: saga.sagaId,
    payment_id: saga.paymentId,
    method: saga.method,
    wallet_id: saga.walletId ?? null,
    merchant_id: saga.merchantId,
    amount: saga.amount,
    currency: saga.currency,
    state: saga.state,
    failure: saga.failure ?? null,
    cancel_reason: saga.cancelReason ?? null,
    compensating: saga.compensating,
    version,
  };
}

const method = fc.constantFrom('wallet' as const, 'external' as const);

/** First by the provider, then by the user: what the user says comes too late to be told by an event. */
const CALLED_OFF_TWICE: ['external', SagaInput[]] = [
  'external',
  [{ type: 'PAYMENT_VALIDATED' }, { type: 'GATEWAY_CANCELLED' }, { type: 'CANCEL', reason: 'changed my mind' }],
];

describe('active_sagas', () => {
  test.prop([method, fc.array(input, { maxLength: 60, size: 'max' })], {
    numRuns: 1_000,
    examples: [CALLED_OFF_TWICE],
  })('equals the fold of the events of a saga, whatever happened to it', (way, inputs) => {
    const { saga, events } = play(way, inputs);
    const folded = foldAll(sagaProjection, SAGA_ID, history('saga', SAGA_ID, events));
    const row = rowOf(saga, events.length);
    expect(sagaProjection.differences({ id: SAGA_ID, ...folded }, row)).toEqual([]);
    expect(folded.state.saga?.approval).toEqual(saga.approval);
  });

  example('a wrong or missing row is seen', () => {
    const { saga, events } = play('wallet', [{ type: 'PAYMENT_VALIDATED' }]);
    const folded = foldAll(sagaProjection, SAGA_ID, history('saga', SAGA_ID, events));
    const aggregate = { id: SAGA_ID, ...folded };
    expect(sagaProjection.differences(aggregate, { ...rowOf(saga, events.length), state: 'DEDUCTING' })).toEqual([
      { field: 'state', expected: 'CHECKING_BALANCE', actual: 'DEDUCTING' },
    ]);
    expect(sagaProjection.differences(aggregate, undefined)).toEqual([
      { field: 'row', expected: 'CHECKING_BALANCE', actual: 'missing' },
    ]);
  });

  example('the property above reaches every state', () => {
    const reached = new Set<SagaState>();
    for (const way of ['wallet', 'external'] as const) {
      for (const inputs of fc.sample(fc.array(input, { maxLength: 60, size: 'max' }), { numRuns: 1_500, seed: 1 })) {
        for (const state of play(way, inputs).states) reached.add(state);
      }
    }
    expect(SAGA_STATES.filter((state) => !reached.has(state))).toEqual([]);
  });
});
