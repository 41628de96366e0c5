/**
 * What a payment answers to each command. Pure. The machine has the last word on every change of state; what it does not accept
 * changes nothing and is published as an inconsistency.
 */
import { decimalsOf, toDecimal } from '../currency.ts';
import type { DataOf, MessageOf } from '../platform/index.ts';
import { type PaymentMachineEvent, type PaymentState, progressEvent, transitionPayment } from './machine.ts';
import type { Charge, Payment, PaymentError, PaymentEvent, PaymentOrder, PaymentOutcome } from './payment.ts';

/** Commands that concern the state of a payment. */
export type PaymentCommand = MessageOf<
  | 'ValidatePayment'
  | 'RecordPaymentProgress'
  | 'ConfirmPayment'
  | 'MarkPaymentAsFailed'
  | 'MarkPaymentAsCancelled'
  | 'CancelPaymentConfirmation'
  | 'NotifyUser'
>;

/** What a payment's wallet is doing besides, as far as validation looks at it. */
export interface WalletActivity {
  /** Other payments of the wallet that have not ended, oldest first. */
  readonly openPayments: readonly string[];
  /** Minor units of all other payments of the wallet that day, except those that failed or were cancelled. */
  readonly amountToday: number;
}

/** Amounts are minor units of a currency with two digits; for others as much of the larger unit. */
export interface PaymentLimits {
  readonly maxAmount: number;
  /** 0 for none. */
  readonly maxWalletDailyAmount: number;
  readonly currencies: readonly string[];
}

/** The answer to one command. */
export interface Decision {
  readonly status: PaymentState;
  readonly error?: PaymentError;
  readonly events: readonly PaymentEvent[];
  /** Who was paid. */
  readonly charge?: Charge;
  /** Present when the payment's owner has to be told. */
  readonly notify?: PaymentOutcome;
  /** Present when the confirmation is to be undone: why. The payment stays completed, and all that is left of it is refunded. */
  readonly undo?: string;
  /** Present when the command was not accepted. */
  readonly problem?: { readonly kind: string; readonly reason: string };
}

/** Decides; `activity` and `limits` matter to validation only. */
export function decide(
  payment: Payment,
  command: PaymentCommand,
  activity: WalletActivity,
  limits: PaymentLimits,
): Decision {
  switch (command.event_type) {
    case 'ValidatePayment':
      return validate(payment, activity, limits);
    case 'RecordPaymentProgress':
      return recordProgress(payment, command.data);
    case 'ConfirmPayment':
      if (isRepeated(payment, command)) return unchanged(payment);
      return change(payment, { type: 'CONFIRM' }, command.event_type, () => ({
        events: [completed(payment.order, command.data)],
        charge: { provider: command.data.provider, chargeId: command.data.provider_charge_id },
        notify: 'COMPLETED',
      }));
    case 'MarkPaymentAsFailed':
      return isRepeated(payment, command) ? unchanged(payment) : fail(payment, command.data, command.event_type);
    case 'MarkPaymentAsCancelled':
      if (isRepeated(payment, command)) return unchanged(payment);
      return change(payment, { type: 'CANCEL' }, command.event_type, () => ({
        events: [cancelled(payment.order, command.data.reason)],
        error: { code: 'CANCELLED', message: command.data.reason, details: {} },
        notify: 'CANCELLED',
      }));
    case 'CancelPaymentConfirmation':
      return payment.status === 'COMPLETED'
        ? { ...unchanged(payment), undo: command.data.reason }
        : refused(payment, command.event_type, `a payment in state ${payment.status} has no confirmation to undo`);
    case 'NotifyUser':
      return payment.notified ? unchanged(payment) : { ...unchanged(payment), notify: command.data.outcome };
  }
}

type Effects = Pick<Decision, 'events' | 'error' | 'charge' | 'notify'>;

/** The saga repeats a command whose answer it is missing; one that has had its effect has no other. */
function isRepeated(
  { status, charge, error }: Payment,
  command: MessageOf<'ConfirmPayment' | 'MarkPaymentAsFailed' | 'MarkPaymentAsCancelled'>,
): boolean {
  switch (command.event_type) {
    case 'ConfirmPayment':
      return status === 'COMPLETED' && charge?.chargeId === command.data.provider_charge_id;
    case 'MarkPaymentAsFailed':
      return status === 'FAILED' && error?.code === command.data.error_code;
    case 'MarkPaymentAsCancelled':
      return status === 'CANCELLED';
  }
}

function change(payment: Payment, event: PaymentMachineEvent, command: string, effects: () => Effects): Decision {
  const outcome = transitionPayment(payment.status, event);
  return outcome.accepted ? { status: outcome.state, ...effects() } : refused(payment, command, outcome.reason);
}

function unchanged(payment: Payment): Decision {
  return { status: payment.status, events: [] };
}

function refused(payment: Payment, command: string, reason: string): Decision {
  return {
    ...unchanged(payment),
    events: [
      {
        event_type: 'PaymentStateInconsistency',
        data: { payment_id: payment.order.paymentId, state: payment.status, unexpected: command, reason },
      },
    ],
    problem: { kind: 'state-inconsistency', reason },
  };
}

function validate(payment: Payment, activity: WalletActivity, limits: PaymentLimits): Decision {
  const objection = objectionTo(payment.order, activity, limits);
  if (objection !== undefined) {
    const failure = { error_code: 'VALIDATION_FAILED', failure_stage: 'PAYMENT_VALIDATION', reason: objection };
    return fail(payment, failure, 'ValidatePayment');
  }
  return change(payment, { type: 'VALIDATE' }, 'ValidatePayment', () => ({
    events: [
      { event_type: 'PaymentValidated', data: { payment_id: payment.order.paymentId } },
      ...concurrency(payment.order, activity),
    ],
  }));
}

function objectionTo(order: PaymentOrder, activity: WalletActivity, limits: PaymentLimits): string | undefined {
  if (!limits.currencies.includes(order.currency) || decimalsOf(order.currency) === undefined) {
    return `Payments in ${order.currency} are not accepted.`;
  }
  const maxAmount = limitIn(order.currency, limits.maxAmount);
  if (order.amount > maxAmount)
    return `A payment may move at most ${toDecimal(maxAmount, order.currency)} ${order.currency}.`;
  if (order.method === 'wallet' && order.walletId === undefined) return 'A payment from a wallet has to name it.';
  if (order.method === 'external' && order.source === undefined)
    return "A payment by card has to name the card's token.";
  const today = activity.amountToday + order.amount;
  const maxToday = limitIn(order.currency, limits.maxWalletDailyAmount);
  if (order.walletId !== undefined && maxToday > 0 && today > maxToday) {
    return `The payments of a wallet may move at most ${toDecimal(maxToday, order.currency)} ${order.currency} in a day.`;
  }
  return undefined;
}

/** A limit in minor units of a currency with two digits, in minor units of `currency`: as much of the larger unit. */
function limitIn(currency: string, limit: number): number {
  const digits = decimalsOf(currency) ?? 2;
  return Math.min(Number.MAX_SAFE_INTEGER, Math.floor(limit * 10 ** (digits - 2)));
}

function concurrency({ paymentId, walletId }: PaymentOrder, { openPayments }: WalletActivity): readonly PaymentEvent[] {
  if (walletId === undefined || openPayments.length === 0) return [];
  return [
    {
      event_type: 'ConcurrentPaymentDetected',
      data: {
        payment_id: paymentId,
        wallet_id: walletId,
        concurrent_payments: openPayments,
        resolution_strategy: 'first deduction wins',
      },
    },
  ];
}

function recordProgress(payment: Payment, { states }: DataOf<'RecordPaymentProgress'>): Decision {
  let { status } = payment;
  for (const state of states) {
    const outcome = transitionPayment(status, progressEvent(state));
    if (!outcome.accepted) return refused(payment, `RecordPaymentProgress ${states.join(', ')}`, outcome.reason);
    status = outcome.state;
  }
  return { status, events: [] };
}

type Failure = Omit<DataOf<'MarkPaymentAsFailed'>, 'payment_id'>;

function fail(payment: Payment, failure: Failure, command: string): Decision {
  const { paymentId, walletId, amount, currency } = payment.order;
  const { error_code, failure_stage, reason, requested_amount, available_balance } = failure;
  const { deficit_amount, concurrent_payment_id } = failure;
  const details = {
    ...(requested_amount === undefined ? {} : { requested_amount }),
    ...(available_balance === undefined ? {} : { available_balance }),
    ...(deficit_amount === undefined ? {} : { deficit_amount }),
    ...(concurrent_payment_id === undefined ? {} : { concurrent_payment_id }),
  };
  return change(payment, { type: 'FAIL' }, command, () => ({
    events: [
      {
        event_type: 'PaymentFailed',
        data: {
          payment_id: paymentId,
          ...(walletId === undefined ? {} : { wallet_id: walletId }),
          amount,
          currency,
          error_code,
          failure_stage,
          reason,
          ...details,
        },
      },
    ],
    error: { code: error_code, message: reason, details },
    notify: 'FAILED',
  }));
}

function completed(order: PaymentOrder, { provider, provider_charge_id }: DataOf<'ConfirmPayment'>): PaymentEvent {
  return { event_type: 'PaymentCompleted', data: { ...money(order), provider, provider_charge_id } };
}

function cancelled(order: PaymentOrder, reason: string): PaymentEvent {
  return { event_type: 'PaymentCancelled', data: { ...money(order), reason } };
}

function money({ paymentId, walletId, amount, currency }: PaymentOrder) {
  return { payment_id: paymentId, ...(walletId === undefined ? {} : { wallet_id: walletId }), amount, currency };
}
