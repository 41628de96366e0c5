import { describe, expect, it } from 'vitest';
import type { SagaInput } from './saga.ts';
import { APPROVED, DECLINED, START, Story, TO_GATEWAY } from './testing/story.ts';

const STEP_TIMED_OUT: SagaInput = { type: 'STEP_TIMED_OUT' };

describe('the deadlines of a saga', () => {
  it('end a step that has no effect outside', () => {
    const story = new Story().after({ type: 'STEP_TIMED_OUT' });
    expect(story.saga.failure?.error_code).toBe('TIMEOUT');
    expect(story.told.slice(2)).toEqual(['SagaFailed', '> MarkPaymentAsFailed']);
  });

  it('wait for a deduction whose outcome is unknown, and give it back', () => {
    const story = new Story().after(...TO_GATEWAY.slice(0, 2), { type: 'STEP_TIMED_OUT' });
    expect(story.saga.state).toBe('DEDUCTION_OVERDUE');
    expect(story.told.at(-1)).toBe('SagaRecoveryRequired');
    story.after({ type: 'WALLET_DEDUCTED' });
    expect(story.told.slice(-3)).toEqual([
      'CompensationStarted',
      '> RecordPaymentProgress(WALLET_DEDUCTED)',
      '> RefundWalletBalance',
    ]);
    expect(story.saga.failure?.error_code).toBe('TIMEOUT');
  });

  it('do not compensate while the gateway has an attempt unresolved: it is asked again, then a person is', () => {
    const story = new Story().after(...TO_GATEWAY, { type: 'SAGA_TIMED_OUT' });
    expect(story.saga.state).toBe('AWAITING_GATEWAY');
    expect(story.told.slice(-3)).toEqual(['SagaStuckDetected', 'SagaRecoveryRequired', '> ProcessWithGateway']);
    story.after(...Array.from({ length: 3 }, () => STEP_TIMED_OUT));
    expect(story.told.slice(-5)).toEqual([
      'SagaRecoveryRequired',
      '> ProcessWithGateway',
      'SagaRecoveryRequired',
      '> ProcessWithGateway',
      'SagaRecoveryRequired',
    ]);
    expect(story.last.events.at(-1)?.data).toMatchObject({ action: 'alert' });
    expect(story.saga).toMatchObject({ state: 'AWAITING_GATEWAY', stuck: true });
    expect(story.saga).not.toHaveProperty('stepDeadlineAt');
  });

  it('have a cancel repeated too that the gateway has not answered', () => {
    const story = new Story().after(...TO_GATEWAY, { type: 'CANCEL', reason: 'changed my mind' }, STEP_TIMED_OUT);
    expect(story.told.slice(-2)).toEqual(['> ProcessWithGateway', '> CancelWithGateway']);
  });

  it('have a compensation repeated at growing intervals, and say when it is stuck', () => {
    const story = new Story().after(...TO_GATEWAY, { type: 'GATEWAY_REFUSED', failure: DECLINED });
    const looks: unknown[] = [];
    for (let look = 1; look <= 4; look += 1) {
      const at = Date.parse(story.saga.stepDeadlineAt ?? '');
      story.at(at).after(STEP_TIMED_OUT);
      const [last] = story.last.events.slice(-1);
      const action = last !== undefined && 'action' in last.data ? last.data.action : undefined;
      looks.push([(at - START) / 1_000, action, story.last.commands.map(({ event_type }) => event_type)]);
    }
    expect(looks).toEqual([
      [61, 'continue', ['RefundWalletBalance']],
      [121, 'continue', ['RefundWalletBalance']],
      [241, 'continue', ['RefundWalletBalance']],
      [301, 'alert', []],
    ]);
    expect(story.told.filter((one) => one === 'SagaStuckDetected')).toHaveLength(1);
    story.after({ type: 'WALLET_REFUNDED' });
    expect(story.saga).toMatchObject({ state: 'FAILING', stuck: false, attempts: 0 });
  });

  it('are set for each step, and not for the gateway', () => {
    const story = new Story();
    expect(story.saga.stepDeadlineAt).toBe('2026-01-01T00:01:00.000Z');
    expect(story.saga.deadlineAt).toBe('2026-01-01T00:05:00.000Z');
    story.after({ type: 'PAYMENT_VALIDATED' });
    expect(story.saga.stepDeadlineAt).toBe('2026-01-01T00:01:01.000Z');
    story.after(...TO_GATEWAY.slice(1));
    expect(story.saga.stepDeadlineAt).toBeUndefined();
  });

  it('are gone when the saga ends', () => {
    const ended = new Story().after(...TO_GATEWAY, APPROVED, { type: 'PAYMENT_COMPLETED' });
    expect(ended.saga).not.toHaveProperty('stepDeadlineAt');
    expect(ended.saga).not.toHaveProperty('deadlineAt');
  });

  it('of the whole saga is spent once it has passed, and leaves a step that has a clock of its own alone', () => {
    const story = new Story().after(...TO_GATEWAY, APPROVED, { type: 'SAGA_TIMED_OUT' });
    expect(story.saga).not.toHaveProperty('deadlineAt');
    expect(story.saga.stepDeadlineAt).toBe('2026-01-01T00:01:01.000Z');
    expect([...story.last.events, ...story.last.commands]).toEqual([]);
  });
});
