import { describe, expect, it } from 'vitest';
import { recoverSaga } from './decide.ts';
import type { RecoveryAction } from './recovery.ts';
import type { Decision, Saga } from './saga.ts';
import { APPROVED, DECLINED, LIMITS, START, Story, TO_GATEWAY } from './testing/story.ts';

describe('a person', () => {
  const recover = (saga: Saga, action?: RecoveryAction) =>
    recoverSaga(saga, action, 'asked for by an operator', START + 900_000, LIMITS);
  const decided = (saga: Saga, action?: RecoveryAction): Decision => {
    const answer = recover(saga, action);
    if (!answer.accepted) throw new Error(answer.reason);
    return answer.decision;
  };

  it('has the current step repeated, with a new number of attempts', () => {
    const { saga } = new Story().after(...TO_GATEWAY, APPROVED);
    const { commands, events, saga: after } = decided({ ...saga, attempts: 3, stuck: true }, 'continue');
    expect(commands.map(({ event_type }) => event_type)).toEqual(['ConfirmPayment']);
    expect(events).toMatchObject([{ event_type: 'SagaRecoveryRequired', data: { action: 'continue', attempt: 1 } }]);
    expect(after).toMatchObject({ state: 'CONFIRMING', attempts: 1 });
    expect(after.stepDeadlineAt).toBe('2026-01-01T00:16:00.000Z');
  });

  it('ends a payment of which nothing is under way that could take effect, and no other', () => {
    const early = new Story();
    expect(decided(early.saga, 'compensate').saga.state).toBe('FAILING');
    const { saga } = early.after(...TO_GATEWAY);
    expect(recover(saga, 'compensate')).toMatchObject({ accepted: false });
  });

  it('undoes a payment that was confirmed: all of it is refunded', () => {
    const { saga } = new Story().after(...TO_GATEWAY, APPROVED, { type: 'PAYMENT_COMPLETED' });
    const { commands, events, saga: undoing } = decided(saga, 'compensate');
    expect(commands).toEqual([
      {
        event_type: 'CancelPaymentConfirmation',
        data: { payment_id: saga.paymentId, reason: 'asked for by an operator' },
      },
    ]);
    expect(events).toMatchObject([
      { event_type: 'CompensationStarted', data: { steps: ['CancelPaymentConfirmation'] } },
    ]);
    expect(undoing).toMatchObject({ state: 'COMPLETED', compensating: true });
    expect(decided(undoing, 'compensate').events).toEqual([]);
  });

  it('is told when there is nothing to recover', () => {
    const { saga } = new Story().after({ type: 'PAYMENT_FAILED', failure: DECLINED });
    expect(recover(saga)).toMatchObject({ accepted: false, reason: expect.stringContaining('ended as FAILED') });
  });
});
