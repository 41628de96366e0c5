/** The saga service against a real Postgres and a broker over TCP; the test plays the other services. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isRecord, type RunningService } from '../platform/index.ts';
import { startEnvironment, type TestEnvironment } from '../testing/environment.ts';
import { eventually, sendMessages } from '../testing/topics.ts';
import { startSagaService } from './service.ts';
import { atGateway, SpokenPayment } from './testing/spoken-payment.ts';

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

describe('a saga', () => {
  test('takes a payment to its end; its events have versions without a gap and one correlation', async () => {
    const payment = await atGateway(environment);
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
    const payment = new SpokenPayment(environment);
    await payment.initiated();
    await payment.validated();
    await payment.hears('CheckWalletBalance');
    await payment.checked(250);
    const { data } = await payment.hears('MarkPaymentAsFailed');
    expect(data).toMatchObject({ error_code: 'INSUFFICIENT_FUNDS', available_balance: 250, deficit_amount: 750 });
  });

  test('acts once upon a message that comes twice', async () => {
    const payment = await atGateway(environment);
    const approved = await payment.approved();
    await sendMessages(environment.config(), [approved]);
    await payment.completed();
    await payment.hears('SagaCompleted');
    expect(payment.heard().filter(({ event_type: type }) => type === 'ConfirmPayment')).toHaveLength(1);
    expect(await payment.errors()).toEqual([]);
  });

  test('hands a cancel on to the gateway, and refuses one that comes too late and keeps a record of it', async () => {
    const payment = await atGateway(environment);
    await payment.cancelWanted();
    expect((await payment.hears('CancelWithGateway')).data).toMatchObject({ reason: 'changed my mind' });
    expect((await payment.row())?.[0]).toBe('AWAITING_GATEWAY');
    await payment.approved();
    await payment.hears('ConfirmPayment');
    await payment.cancelWanted();
    expect(await eventually(async () => (await payment.errors())[0])).toEqual([
      'transition-refused',
      'a saga in state CONFIRMING does not accept CANCEL',
    ]);
  });

  test('fails a payment that nobody validates in time', async () => {
    const payment = new SpokenPayment(environment);
    await payment.initiated();
    const { data } = await payment.hears('MarkPaymentAsFailed');
    expect(data).toMatchObject({ error_code: 'TIMEOUT', failure_stage: 'VALIDATION' });
    expect((await payment.row())?.[0]).toBe('FAILING');
    await payment.failed();
    await eventually(async () => ((await payment.row())?.[0] === 'FAILED' ? true : undefined));
  });

  test('is not missed by a cancel that overtakes the start', async () => {
    const payment = new SpokenPayment(environment);
    await payment.cancelWanted();
    await payment.initiated();
    await eventually(async () => ((await payment.row())?.[0] === 'STOPPING_VALIDATION' ? true : undefined));
    await payment.validated();
    await payment.hears('MarkPaymentAsCancelled');
    expect(await payment.errors()).toEqual([]);
  });

  test('gives back what was deducted while it was being cancelled', async () => {
    const payment = new SpokenPayment(environment);
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
    const payment = new SpokenPayment(environment);
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
