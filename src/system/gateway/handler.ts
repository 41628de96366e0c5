/**
 * Takes the gateway's commands: a `ProcessWithGateway` becomes an attempt in the database, a `RefundWithGateway` a
 * refund, a `CancelWithGateway` settles an attempt, and that is all. The calls to the providers are the workers' business, outside of any message handler and of any
 * transaction. A command that comes again for the same payment or refund changes nothing.
 */
import { type BatchHandler, type Cause, causeOf, type MessageOf, type Step } from '../platform/index.ts';
import { newAttempt, type Provider } from './attempt.ts';
import type { AddedAttempt } from './attempt-row.ts';
import { callOffPayments } from './call-off.ts';
import { providerOfToken, subject } from './endings.ts';
import { streamOf } from './leases.ts';
import { insertRefund, paidCharges } from './refund-store.ts';
import { insertAttempts, streamVersions } from './store.ts';

export interface HandlerOptions {
  /** Providers in the order in which they are asked; at least one. */
  readonly order: readonly [Provider, ...Provider[]];
  /** Called when there is something new to charge at a provider. */
  readonly nudgeCharges: (provider: Provider) => void;
  /** Called when there is something new to give back at a provider. */
  readonly nudgeRefunds: (provider: Provider) => void;
}

export function gatewayHandler(options: HandlerOptions): BatchHandler {
  return async (step, messages) => {
    const charges: MessageOf<'ProcessWithGateway'>[] = [];
    const cancels: MessageOf<'CancelWithGateway'>[] = [];
    const refunds: MessageOf<'RefundWithGateway'>[] = [];
    for (const message of messages) {
      if (message.event_type === 'ProcessWithGateway') charges.push(message);
      else if (message.event_type === 'CancelWithGateway') cancels.push(message);
      else if (message.event_type === 'RefundWithGateway') refunds.push(message);
      else throw new Error(`The gateway does not carry out ${message.event_type}; redrive it when a version does.`);
    }
    if (charges.length > 0) await addCharges(step, charges, options);
    // After the charges, because none is called off before it was asked for.
    if (cancels.length > 0) await callOffPayments(step, cancels, options.order[0]);
    if (refunds.length > 0) await addRefunds(step, refunds, options);
  };
}

async function addCharges(
  step: Step,
  commands: readonly MessageOf<'ProcessWithGateway'>[],
  { order, nudgeCharges }: HandlerOptions,
): Promise<void> {
  const attempts = commands.map((command) => attemptFor(command, order));
  const added = await insertAttempts(step.tx, attempts, true);
  for (const { attempt, cause } of attempts) {
    if (attempt.phase !== 'SETTLED' || !added.has(attempt.paymentId)) continue;
    const reason = `the card's token is known to ${attempt.provider} only, which is not configured`;
    const data = { ...subject(attempt), error_code: 'GATEWAY_REJECTED', reason };
    step.append(streamOf(attempt, 0), [{ event_type: 'GatewayFailed', data }], cause);
  }
  for (const provider of new Set(attempts.map(({ attempt }) => attempt.provider))) {
    step.afterCommit(() => nudgeCharges(provider));
  }
}

/** At the first provider, or at the one that issued the card's token; settled already where that one can't be asked. */
function attemptFor(command: MessageOf<'ProcessWithGateway'>, order: HandlerOptions['order']): AddedAttempt {
  const { payment_id: paymentId, amount, currency, source } = command.data;
  const provider = providerOfToken(source) ?? order[0];
  const attempt = newAttempt(
    { paymentId, provider, amount, currency, ...(source === undefined ? {} : { source }) },
    Date.now(),
  );
  const cause = causeOf(command);
  return order.includes(provider)
    ? { attempt, cause, version: 0 }
    : { attempt: { ...attempt, phase: 'SETTLED', outcome: 'abandoned' }, cause, version: 1 };
}

async function addRefunds(
  step: Step,
  commands: readonly MessageOf<'RefundWithGateway'>[],
  { nudgeRefunds }: HandlerOptions,
): Promise<void> {
  const charges = await paidCharges(
    step.tx,
    commands.map(({ data }) => data.payment_id),
  );
  const unpaid: MessageOf<'RefundWithGateway'>[] = [];
  for (const command of commands) {
    const { payment_id: paymentId, refund_id: refundId, amount, currency } = command.data;
    const charge = charges.get(paymentId);
    if (charge === undefined) {
      unpaid.push(command);
      continue;
    }
    const dueAt = new Date().toISOString();
    const refund = { refundId, paymentId, ...charge, amount, currency, phase: 'REFUND' as const, number: 1, dueAt };
    await insertRefund(step.tx, refund, causeOf(command));
    step.afterCommit(() => nudgeRefunds(charge.provider));
  }
  if (unpaid.length > 0) await refuse(step, unpaid);
}

/** There is nothing that could be given back. */
async function refuse(step: Step, commands: readonly MessageOf<'RefundWithGateway'>[]): Promise<void> {
  const paymentIds = commands.map(({ data }) => data.payment_id);
  const versions = new Map(await streamVersions(step.tx, paymentIds));
  for (const command of commands) {
    const { payment_id, refund_id, amount, currency } = command.data;
    const version = versions.get(payment_id) ?? 0;
    const reason = 'no provider has charged this payment';
    const data = { payment_id, refund_id, amount, currency, error_code: 'NOTHING_TO_REFUND', reason };
    const cause: Cause = causeOf(command);
    step.append({ type: 'gateway', id: payment_id, version }, [{ event_type: 'GatewayRefundFailed', data }], cause);
    versions.set(payment_id, version + 1);
  }
}
