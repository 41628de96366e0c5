/** For integration tests of the saga service: the words of the other services about one payment. */
import { randomUUID } from 'node:crypto';
import type { DataOf, Draft, Message } from '../../platform/index.ts';
import type { TestEnvironment } from '../../testing/environment.ts';
import { eventually, message, messagesOn, sendMessages } from '../../testing/topics.ts';

const HEARD = [
  'saga-events.v1',
  'payment-commands.v1',
  'wallet-commands.v1',
  'gateway-commands.v1',
  'metrics-commands.v1',
];

/** A payment, and the words of the other services about it. */
export class SpokenPayment {
  readonly id = randomUUID();
  readonly #environment: TestEnvironment;
  readonly #isExternal: boolean;
  readonly #money = { amount: 1_000, currency: 'USD' };
  readonly #walletId = `wallet-${this.id.slice(0, 8)}`;
  #version = 0;

  constructor(environment: TestEnvironment, method: 'wallet' | 'external' = 'wallet') {
    this.#environment = environment;
    this.#isExternal = method === 'external';
  }

  async says(draft: Draft, type: Message['aggregate_type'] = 'payment'): Promise<Message> {
    this.#version += type === 'payment' ? 1 : 0;
    const id = type === 'wallet' ? this.#walletId : this.id;
    const one = message(draft, type, id, this.#version);
    await sendMessages(this.#environment.config(), [one]);
    return one;
  }

  initiated(): Promise<Message> {
    const from = this.#isExternal
      ? { method: 'external' as const, source: 'tok_visa' }
      : { method: 'wallet' as const, wallet_id: this.#walletId };
    const who = { user_id: 'user', merchant_id: 'shop', ...from };
    return this.says({ event_type: 'PaymentInitiated', data: { payment_id: this.id, ...who, ...this.#money } });
  }

  validated(): Promise<Message> {
    return this.says({ event_type: 'PaymentValidated', data: { payment_id: this.id } });
  }

  failed(): Promise<Message> {
    const why = { error_code: 'TIMEOUT', failure_stage: 'VALIDATION', reason: 'late' };
    return this.says({ event_type: 'PaymentFailed', data: { payment_id: this.id, ...this.#money, ...why } });
  }

  checked(available: number): Promise<Message> {
    const data: DataOf<'WalletBalanceChecked'> = {
      wallet_id: this.#walletId,
      payment_id: this.id,
      requested_amount: 1_000,
      available_balance: available,
      sufficient_funds: available >= 1_000,
      deficit_amount: Math.max(0, 1_000 - available),
      currency: 'USD',
    };
    return this.says({ event_type: 'WalletBalanceChecked', data }, 'wallet');
  }

  deducted(): Promise<Message> {
    const data = {
      wallet_id: this.#walletId,
      payment_id: this.id,
      ...this.#money,
      available_after: 0,
      locked_after: 1_000,
    };
    return this.says({ event_type: 'WalletDeducted', data }, 'wallet');
  }

  approved(): Promise<Message> {
    const data: DataOf<'GatewayResponseReceived'> = {
      payment_id: this.id,
      provider: 'stripe',
      attempt: 1,
      outcome: 'approved',
      provider_charge_id: 'ch_1',
      ...this.#money,
    };
    return this.says({ event_type: 'GatewayResponseReceived', data }, 'gateway');
  }

  completed(): Promise<Message> {
    const data = { payment_id: this.id, ...this.#money, provider: 'stripe' as const, provider_charge_id: 'ch_1' };
    return this.says({ event_type: 'PaymentCompleted', data });
  }

  declined(): Promise<Message> {
    const data = {
      payment_id: this.id,
      provider: 'stripe' as const,
      error_code: 'GATEWAY_EXHAUSTED',
      reason: 'declined',
    };
    return this.says({ event_type: 'GatewayFailed', data }, 'gateway');
  }

  refunded(): Promise<Message> {
    const data = {
      wallet_id: this.#walletId,
      payment_id: this.id,
      ...this.#money,
      available_after: 1,
      locked_after: 0,
    };
    return this.says({ event_type: 'WalletRefunded', data }, 'wallet');
  }

  cancelWanted(): Promise<Message> {
    return this.says(
      { event_type: 'CancelPaymentSaga', data: { payment_id: this.id, reason: 'changed my mind' } },
      'saga',
    );
  }

  /** Everything that the saga said about the payment, topic by topic. */
  heard(): readonly Message[] {
    return HEARD.flatMap((topic) => messagesOn(this.#environment.broker, topic)).filter(({ data }) =>
      'payment_id' in data ? data.payment_id === this.id : 'wallet_id' in data && data.wallet_id === this.#walletId,
    );
  }

  hears<T extends Message['event_type']>(type: T): Promise<Message> {
    return eventually(() => this.heard().find((one) => one.event_type === type));
  }

  /** State, step, and whether the step has no deadline. */
  async row(): Promise<readonly (string | null)[] | undefined> {
    const rows = await this.#environment.query(
      `SELECT state, step, step_deadline_at IS NULL FROM saga.active_sagas WHERE payment_id = '${this.id}'`,
    );
    return rows[0];
  }

  errors(): Promise<(string | null)[][]> {
    return this.#environment.query(`SELECT kind, reason FROM saga.errors WHERE detail->>'payment_id' = '${this.id}'`);
  }
}

/** A payment out of a wallet whose saga has asked the gateway. */
export async function atGateway(environment: TestEnvironment): Promise<SpokenPayment> {
  const payment = new SpokenPayment(environment);
  await payment.initiated();
  await payment.hears('ValidatePayment');
  await payment.validated();
  await payment.hears('CheckWalletBalance');
  await payment.checked(5_000);
  await payment.hears('DeductWalletBalance');
  await payment.deducted();
  await payment.hears('ProcessWithGateway');
  return payment;
}
