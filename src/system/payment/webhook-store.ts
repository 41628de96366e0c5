/** The SQL of notifications that are delivered by calling a URL. */
import { integer, type Queryable, type Row, type Transaction, text } from '../platform/index.ts';
import type { Notification } from './notification.ts';
import type { PaymentOutcome } from './payment.ts';

/**
 * Takes at most `limit` notifications that are due, earliest first, and hides them from other workers for `leaseMs`. Their `attempts` count
 * this attempt, and prove in `settleNotification` that they still are this worker's.
 */
export async function claimNotifications(
  database: Queryable,
  leaseMs: number,
  limit: number,
): Promise<readonly Notification[]> {
  const now = Date.now();
  const { rows } = await database.query(
    {
      name: 'payment.notification.claim',
      text: `UPDATE payment.notifications SET attempts = attempts + 1, next_attempt_at = $2
WHERE notification_id IN (
  SELECT notification_id FROM payment.notifications WHERE state = 'pending' AND next_attempt_at <= $1
  ORDER BY next_attempt_at, notification_id LIMIT $3 FOR UPDATE SKIP LOCKED)
RETURNING notification_id, payment_id, user_id, merchant_id, outcome, attempts, version, correlation_id, causation_id`,
    },
    [new Date(now).toISOString(), new Date(now + leaseMs).toISOString(), limit],
  );
  return rows.map(claimed).toSorted((a, b) => (a.notificationId < b.notificationId ? -1 : 1));
}

/** Writes how an attempt ended, and that it had an event. False when the notification was taken over by another worker meanwhile. */
export async function settleNotification(
  tx: Transaction,
  { notificationId, attempts }: Notification,
  state: 'pending' | 'sent' | 'failed',
  nextAttemptAt: Date,
): Promise<boolean> {
  const { rows } = await tx.query(
    {
      name: 'payment.notification.settle',
      text: `UPDATE payment.notifications SET state = $3, next_attempt_at = $4, version = version + 1
WHERE notification_id = $1 AND attempts = $2 AND state = 'pending' RETURNING 1`,
    },
    [notificationId, attempts, state, nextAttemptAt.toISOString()],
  );
  return rows.length === 1;
}

function claimed(row: Row): Notification {
  return {
    notificationId: text(row, 'notification_id'),
    paymentId: text(row, 'payment_id'),
    userId: text(row, 'user_id'),
    merchantId: text(row, 'merchant_id'),
    outcome: outcome(text(row, 'outcome')),
    channel: 'webhook',
    state: 'pending',
    attempts: integer(row, 'attempts'),
    version: integer(row, 'version'),
    cause: { correlationId: text(row, 'correlation_id'), causationId: text(row, 'causation_id') },
  };
}

function outcome(value: string): PaymentOutcome {
  if (value === 'COMPLETED' || value === 'FAILED' || value === 'CANCELLED') return value;
  throw new TypeError(`A notification has the outcome ${value}, which this version does not know.`);
}
