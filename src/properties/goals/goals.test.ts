import { describe, expect, it } from 'vitest';
import { baseHistory } from '../fixture/base-history.ts';
import { refundHistory } from '../fixture/refund-story.ts';
import { goals, goalsReached } from './index.ts';

describe('goals', () => {
  it('have names of their own', () => {
    expect(new Set(goals.map(({ name }) => name)).size).toBe(goals.length);
  });

  it('are reached by the transitions that were seen, those within one commit included', () => {
    const reached = goalsReached(baseHistory().history);
    expect(reached).toContain('payment INITIATED → VALIDATED');
    // The base history goes from VALIDATED straight to WALLET_DEDUCTED, on the only way there is.
    expect(reached).toContain('payment VALIDATED → WALLET_CHECKED');
    expect(reached).toContain('payment WALLET_CHECKED → WALLET_DEDUCTED');
    expect(reached).toContain('saga VALIDATING → CHECKING_BALANCE');
    expect(reached).not.toContain('payment GATEWAY_PROCESSING → PENDING_REVIEW');
  });

  it('count what happened, and nothing else', () => {
    const base = goalsReached(baseHistory().history);
    expect(base).toContain('sometimes cancelled');
    expect(base).not.toContain('sometimes refund-completed');
    expect(goalsReached(refundHistory().history)).toContain('sometimes refund-completed');
    expect(base).not.toContain('sometimes card-payment-completed');
  });
});
