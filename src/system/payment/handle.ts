/** Handles the commands to payments: read all, decide one after the other, write all. */
import type { PaymentConfig } from '../config.ts';
import { type BatchHandler, type Cause, causeOf, type Message, type Step } from '../platform/index.ts';
import { type Decision, decide, type PaymentCommand } from './decide.ts';
import { isTerminalPaymentState } from './machine.ts';
import { type Notification, notificationOf, notificationSent } from './notification.ts';
import type { Payment, PaymentOutcome } from './payment.ts';
import type { RefundCommand } from './refund.ts';
import { handleRefundCommands, refundRest } from './refund-desk.ts';
import { type LoadedPayment, loadPayments, type PaymentChange, savePayments, type WantedActivity } from './store.ts';

/**
 * Makes the handler of the payment service.
 *
 * @param onEnd called with the payments that have ended, after the commit.
 */
export function paymentHandler(config: PaymentConfig, onEnd: (paymentIds: readonly string[]) => void): BatchHandler {
  return async (step, messages) => {
    await handleRefundCommands(step, messages.filter(isRefundCommand));
    const commands = messages.filter(isPaymentCommand);
    if (commands.length === 0) return;
    const ids = commands.map(({ data }) => data.payment_id);
    const loaded = await loadPayments(step.tx, ids, wantedActivity(commands, config));
    const batch = new Batch(step, config, loaded);
    for (const command of commands) batch.handle(command);
    // Progress has no event of its own, and nobody is to be shown what was before it.
    for (const { after } of batch.changes) step.touch({ type: 'payment', id: after.order.paymentId });
    await savePayments(step.tx, batch.changes, batch.notifications);
    for (const { paymentId, reason, cause } of batch.undone) await refundRest(step, paymentId, reason, cause);
    const ended = batch.changes.filter(({ after }) => isTerminalPaymentState(after.status));
    if (ended.length > 0) step.afterCommit(() => onEnd(ended.map(({ after }) => after.order.paymentId)));
  };
}

/** Only validation looks at it, and at amounts only where there is a limit: adding them up costs the more the busier a wallet was. */
function wantedActivity(commands: readonly PaymentCommand[], config: PaymentConfig): WantedActivity {
  if (!commands.some(({ event_type }) => event_type === 'ValidatePayment')) return 'none';
  return config.maxWalletDailyAmount > 0 ? 'open-payments-and-amounts' : 'open-payments';
}

/** The payments of one batch, as the commands so far have left them. */
class Batch {
  readonly notifications: Notification[] = [];
  /** Payments whose confirmation is to be undone. */
  readonly undone: { readonly paymentId: string; readonly reason: string; readonly cause: Cause }[] = [];
  readonly #step: Step;
  readonly #config: PaymentConfig;
  readonly #loaded: ReadonlyMap<string, LoadedPayment>;
  readonly #current = new Map<string, Payment>();

  constructor(step: Step, config: PaymentConfig, loaded: ReadonlyMap<string, LoadedPayment>) {
    this.#step = step;
    this.#config = config;
    this.#loaded = loaded;
  }

  get changes(): readonly PaymentChange[] {
    return [...this.#current].flatMap(([id, after]) => {
      const before = this.#loaded.get(id)?.payment;
      const same = before === undefined || (before.status === after.status && before.version === after.version);
      return same ? [] : [{ before, after }];
    });
  }

  handle(command: PaymentCommand): void {
    const id = command.data.payment_id;
    const loaded = this.#loaded.get(id);
    if (loaded === undefined) {
      const reason = `${command.event_type} came for a payment that does not exist.`;
      this.#step.recordError({ kind: 'payment-not-found', reason, aggregateId: id, eventId: command.event_id });
      return;
    }
    const payment = this.#current.get(id) ?? loaded.payment;
    const decision = decide(payment, command, loaded.activity, this.#config);
    this.#current.set(id, this.#apply(payment, decision, command));
  }

  #apply(payment: Payment, decision: Decision, command: PaymentCommand): Payment {
    const { paymentId } = payment.order;
    const cause = causeOf(command);
    const { events, problem, notify, undo } = decision;
    if (undo !== undefined) this.undone.push({ paymentId, reason: undo, cause });
    // Progress has no event of its own from which others could learn of it.
    if (events.length === 0 && decision.status !== payment.status) this.#step.touch({ type: 'payment', id: paymentId });
    const stored = this.#step.append({ type: 'payment', id: paymentId, version: payment.version }, events, cause);
    if (problem !== undefined) {
      this.#step.recordError({ ...problem, aggregateId: paymentId, eventId: command.event_id });
    }
    const last = stored.at(-1);
    const notifies = notify !== undefined && !payment.notified;
    if (notifies) this.#notify(payment, notify, last === undefined ? cause : causeOf(last));
    return {
      ...payment,
      status: decision.status,
      version: payment.version + events.length,
      ...(decision.error === undefined ? {} : { error: decision.error }),
      ...(decision.charge === undefined ? {} : { charge: decision.charge }),
      notified: payment.notified || notifies,
    };
  }

  #notify(payment: Payment, outcome: PaymentOutcome, cause: Cause): void {
    const notification = notificationOf(payment.order, outcome, cause, this.#config.webhooks);
    this.notifications.push(notification);
    if (notification.state !== 'sent') return;
    const stream = { type: 'notification', id: notification.notificationId, version: 0 } as const;
    this.#step.append(stream, [notificationSent(notification)], cause);
  }
}

function isRefundCommand(message: Message): message is RefundCommand {
  return message.event_type === 'CompleteRefund' || message.event_type === 'MarkRefundAsFailed';
}

const PAYMENT_COMMANDS: ReadonlySet<string> = new Set<PaymentCommand['event_type']>([
  'ValidatePayment',
  'RecordPaymentProgress',
  'ConfirmPayment',
  'MarkPaymentAsFailed',
  'MarkPaymentAsCancelled',
  'CancelPaymentConfirmation',
  'NotifyUser',
]);

function isPaymentCommand(message: Message): message is PaymentCommand {
  return PAYMENT_COMMANDS.has(message.event_type);
}
