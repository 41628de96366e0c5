/**
 * Telling the owner how a payment ended: once per payment. Without a URL of the merchant the stored notification is what the user reads in the
 * application, and it is delivered by being stored; with one, a worker calls the URL.
 */
import { randomUUID } from 'node:crypto';
import type { WebhookConfig } from '../config.ts';
import type { Cause, Draft } from '../platform/index.ts';
import type { PaymentOrder, PaymentOutcome } from './payment.ts';

/** Longest reason that a message may give. */
const REASON_MAX = 1_000;

export interface Notification {
  readonly notificationId: string;
  readonly paymentId: string;
  readonly userId: string;
  readonly merchantId: string;
  readonly outcome: PaymentOutcome;
  readonly channel: 'in_app' | 'webhook';
  readonly state: 'pending' | 'sent' | 'failed';
  readonly attempts: number;
  /** Number of its events. */
  readonly version: number;
  /** What led to it; whatever the delivery says later has the same cause. */
  readonly cause: Cause;
}

/** The notification of an ended payment. */
export function notificationOf(
  order: PaymentOrder,
  outcome: PaymentOutcome,
  cause: Cause,
  webhooks: Readonly<Record<string, WebhookConfig>>,
): Notification {
  const viaWebhook = Object.hasOwn(webhooks, order.merchantId);
  return {
    notificationId: randomUUID(),
    paymentId: order.paymentId,
    userId: order.userId,
    merchantId: order.merchantId,
    outcome,
    channel: viaWebhook ? 'webhook' : 'in_app',
    state: viaWebhook ? 'pending' : 'sent',
    attempts: viaWebhook ? 0 : 1,
    version: 0,
    cause,
  };
}

/** The event that says that it arrived. */
export function notificationSent(notification: Notification): Draft {
  return { event_type: 'NotificationSent', data: delivery(notification) };
}

/** The event that says that an attempt has failed, and when the next one is made (ISO 8601): never, when the notification is given up. */
export function notificationFailed(notification: Notification, reason: string, nextAttemptAt?: string): Draft {
  return {
    event_type: 'NotificationFailed',
    data: {
      ...delivery(notification),
      reason: reason.slice(0, REASON_MAX),
      ...(nextAttemptAt === undefined ? {} : { next_attempt_at: nextAttemptAt }),
    },
  };
}

function delivery({ notificationId, paymentId, channel, outcome, attempts }: Notification) {
  return { notification_id: notificationId, payment_id: paymentId, channel, outcome, attempt: attempts };
}
