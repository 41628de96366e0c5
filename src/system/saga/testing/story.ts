/** For tests of what a saga decides: payments, what may be heard about them, and a saga that writes down what it does. */
import { advanceSaga, startSaga } from '../decide.ts';
import type { Decision, Failure, NewPayment, Saga, SagaInput } from '../saga.ts';

export const LIMITS = { deadlineMs: 300_000, stepDeadlineMs: 60_000, stuckAfterMs: 300_000, recoveryAttempts: 3 };
export const START = Date.UTC(2026, 0, 1);
export const WALLET_PAYMENT: NewPayment = {
  paymentId: '6f1c2f9e-0a57-4f2b-9a2e-0c5b1d6d7c01',
  method: 'wallet',
  walletId: 'wallet_1',
  merchantId: 'shop',
  amount: 1_000,
  currency: 'USD',
};
const { walletId: _, ...WITHOUT_WALLET } = WALLET_PAYMENT;
export const EXTERNAL_PAYMENT: NewPayment = { ...WITHOUT_WALLET, method: 'external' };
export const SAGA_ID = 'a5c3b1f0-5f0e-4a38-8f6f-7d2f1f6b7a02';

export const SHORTFALL: Failure = {
  error_code: 'INSUFFICIENT_FUNDS',
  failure_stage: 'WALLET_VALIDATION',
  reason: '1000 requested, 250 available',
  requested_amount: 1_000,
  available_balance: 250,
  deficit_amount: 750,
};
export const DECLINED: Failure = {
  error_code: 'GATEWAY_DECLINED',
  failure_stage: 'GATEWAY_PROCESSING',
  reason: 'declined',
};
export const APPROVED: SagaInput = { type: 'GATEWAY_APPROVED', provider: 'stripe', chargeId: 'ch_1' };

/** A saga, and the names of all that it published and sent, in order. */
export class Story {
  readonly told: string[] = [];
  saga: Saga;
  last: Decision;
  #now = START + 1_000;

  constructor(payment: NewPayment = WALLET_PAYMENT) {
    this.last = startSaga(payment, SAGA_ID, START, LIMITS);
    this.saga = this.last.saga;
    this.#tell();
  }

  /** What follows happens at this time. */
  at(now: number): this {
    this.#now = now;
    return this;
  }

  after(...inputs: readonly SagaInput[]): this {
    for (const input of inputs) {
      const answer = advanceSaga(this.saga, input, this.#now, LIMITS);
      if (!answer.accepted) throw new Error(answer.reason);
      this.last = answer.decision;
      this.saga = answer.decision.saga;
      this.#tell();
    }
    return this;
  }

  #tell(): void {
    for (const { event_type: type, data } of this.last.events) {
      // Bookkeeping, which has a test of its own.
      if (type === 'SagaStateChanged') continue;
      this.told.push('step' in data ? `${type}(${data.step})` : type);
    }
    for (const { event_type: type, data } of this.last.commands) {
      this.told.push('states' in data ? `> ${type}(${data.states.join(',')})` : `> ${type}`);
    }
  }
}

export const TO_GATEWAY: readonly SagaInput[] = [
  { type: 'PAYMENT_VALIDATED' },
  { type: 'BALANCE_CHECKED' },
  { type: 'WALLET_DEDUCTED' },
];
