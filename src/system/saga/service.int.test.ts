/** The saga service against a real Postgres and a broker over TCP; the test plays the other services. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DataOf, type Draft, isRecord, type Message, type RunningService } from '../platform/index.ts';
import { startEnvironment, type TestEnvironment } from '../testing/environment.ts';
import { eventually, message, messagesOn, sendMessages } from '../testing/topics.ts';
import { startSagaService } from './service.ts';

let environment: TestEnvironment;
let services: readonly RunningService[];

beforeAll(async () => {
  environment = await startEnvironment();
  services = await Promise.all(
    ['a', 'b'].map((instance) =>
      startSagaService(environment.config({ INSTANCE: instance, SAGA_STEP_DEADLINE_MS: '3000' })),
    ),
  );
});

afterAll(async () => {
  await Promise.all(services.map((service) => service.stop()));
  await environment.close();
});

/** A payment, and the words of the other services about it. */
class Payment {
  readonly id = randomUUID();
  readonly #money = { amount: 1_000, currency: 'USD' };
  readonly #walletId = `wallet-${this.id.slice(0, 8)}`;
  #version = 0;

  async says(draft: Draft, type: Message['aggregate_type'] = 'payment'): Promise<Message> {
    this.#version += type === 'payment' ? 1 : 0;
    const id = type === 'wallet' ? this.#walletId : this.id;
    const one = message(draft, type, id, this.#version);
    await sendMessages(environment.config(), [one]);
    return one;
  }

  initiated(): Promise<Message> {
    const who = { wallet_id: this.#walletId, user_id: 'user', merchant_id: 'shop', method: 'wallet' as const };
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

  cancelWanted(): Promise<Message> {
    return this.says(
      { event_type: 'CancelPaymentSaga', data: { payment_id: this.id, reason: 'changed my mind' } },
      'saga',
    );
  }

  /** Everything that the saga said about the payment, topic by topic. */
  heard(): readonly Message[] {
    return ['saga-events.v1', 'payment-commands.v1', 'wallet-commands.v1', 'gateway-commands.v1']
      .flatMap((topic) => messagesOn(environment.broker, topic))
      .filter(({ data }) => 'payment_id' in data && data.payment_id === this.id);
  }

  hears<T extends Message['event_type']>(type: T): Promise<Message> {
    return eventually(() => this.heard().find((one) => one.event_type === type));
  }

  async row(): Promise<readonly (string | null)[] | undefined> {
    const rows = await environment.query(
      `SELECT state, step, step_deadline_at IS NULL FROM saga.active_sagas WHERE payment_id = '${this.id}'`,
    );
    return rows[0];
  }

  errors(): Promise<(string | null)[][]> {
    return environment.query(`SELECT kind, reason FROM saga.errors WHERE detail->>'payment_id' = '${this.id}'`);
  }
}

async function atGateway(): Promise<Payment> {
  const payment = new Payment();
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

describe('a saga', () => {
  test('takes a payment to its end; its events have versions without a gap and one correlation', async () => {
    const payment = await atGateway();
    expect(await payment.row()).toEqual(['AWAITING_GATEWAY', 'ProcessWithGateway', 't']);
    const approved = await payment.approved();
    const confirm = await payment.hears('ConfirmPayment');
    expect(confirm).toMatchObject({ causation_id: approved.event_id, correlation_id: approved.correlation_id });
    await payment.completed();
    await payment.hears('SagaCompleted');
    expect(await payment.row()).toEqual(['COMPLETED', null, 't']);
    const events = payment.heard().filter(({ aggregate_type: type }) => type === 'saga');
    expect(events.map(({ aggregate_version: version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(await payment.errors()).toEqual([]);
  });

  test('fails a payment whose funds are not sufficient, with the numbers', async () => {
    const payment = new Payment();
    await payment.initiated();
    await payment.validated();
    await payment.hears('CheckWalletBalance');
    await payment.checked(250);
    const { data } = await payment.hears('MarkPaymentAsFailed');
    expect(data).toMatchObject({ error_code: 'INSUFFICIENT_FUNDS', available_balance: 250, deficit_amount: 750 });
  });

  test('acts once upon a message that comes twice', async () => {
    const payment = await atGateway();
    const approved = await payment.approved();
    await sendMessages(environment.config(), [approved]);
    await payment.completed();
    await payment.hears('SagaCompleted');
    expect(payment.heard().filter(({ event_type: type }) => type === 'ConfirmPayment')).toHaveLength(1);
    expect(await payment.errors()).toEqual([]);
  });

  test('refuses a cancel that comes too late, and keeps a record of it', async () => {
    const payment = await atGateway();
    await payment.cancelWanted();
    expect(await eventually(async () => (await payment.errors())[0])).toEqual([
      'transition-refused',
      'a saga in state AWAITING_GATEWAY does not accept CANCEL',
    ]);
    expect((await payment.row())?.[0]).toBe('AWAITING_GATEWAY');
  });

  test('fails a payment that nobody validates in time', async () => {
    const payment = new Payment();
    await payment.initiated();
    const { data } = await payment.hears('MarkPaymentAsFailed');
    expect(data).toMatchObject({ error_code: 'TIMEOUT', failure_stage: 'VALIDATION' });
    expect((await payment.row())?.[0]).toBe('FAILING');
    await payment.failed();
    await eventually(async () => ((await payment.row())?.[0] === 'FAILED' ? true : undefined));
  });

  test('is not missed by a cancel that overtakes the start', async () => {
    const payment = new Payment();
    await payment.cancelWanted();
    await payment.initiated();
    await eventually(async () => ((await payment.row())?.[0] === 'STOPPING_VALIDATION' ? true : undefined));
    await payment.validated();
    await payment.hears('MarkPaymentAsCancelled');
    expect(await payment.errors()).toEqual([]);
  });

  test('gives back what was deducted while it was being cancelled', async () => {
    const payment = new Payment();
    await payment.initiated();
    await payment.hears('ValidatePayment');
    await payment.validated();
    await payment.hears('CheckWalletBalance');
    await payment.checked(5_000);
    await payment.hears('DeductWalletBalance');
    await payment.cancelWanted();
    await eventually(async () => ((await payment.row())?.[0] === 'STOPPING_DEDUCTION' ? true : undefined));
    await payment.deducted();
    await payment.hears('RefundWalletBalance');
    expect((await payment.row())?.[0]).toBe('CANCEL_REFUNDING');
  });

  test('puts an answer aside that concerns no payment it knows', async () => {
    const payment = new Payment();
    await payment.approved();
    const letter = await eventually(() =>
      environment.broker
        .records('gateway-events.dlq.v1')
        .map(({ value }) => deadLetter(String(value)))
        .find(({ original }) => original.includes(payment.id)),
    );
    expect(letter.reason).toContain('for which no saga was started');
  });
});

function deadLetter(text: string): { readonly reason: string; readonly original: string } {
  const letter: unknown = JSON.parse(text);
  const { reason, value_base64: value } = isRecord(letter) ? letter : {};
  return { reason: String(reason), original: Buffer.from(String(value), 'base64').toString() };
}
