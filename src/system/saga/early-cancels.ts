/**
 * Cancels that overtake the start of their saga. Every other message is an answer to a command of a saga that exists;
 * a cancel comes on a topic of its own, and may be consumed before `PaymentInitiated` is. It can't wait in its handler,
 * because the consumer may have to fetch the start itself; so it is laid by, and applied once the saga is there.
 */
import { type Cause, instant, type MessageOf, type Transaction, text } from '../platform/index.ts';

export interface EarlyCancel {
  readonly paymentId: string;
  readonly reason: string;
  readonly cause: Cause;
}

/** Lays a cancel by. */
export async function keepForLater(tx: Transaction, message: MessageOf<'CancelPaymentSaga'>): Promise<void> {
  const { event_id: eventId, correlation_id: correlationId, occurred_at: askedAt, data } = message;
  await tx.query(
    {
      name: 'saga.keep-cancel',
      text: `INSERT INTO saga.early_cancels (event_id, payment_id, reason, correlation_id, asked_at)
        VALUES ($1, $2, $3, $4, $5)`,
    },
    [eventId, data.payment_id, data.reason, correlationId, askedAt],
  );
}

/**
 * Takes out at most `limit` cancels whose saga exists by now, and those that were asked before `tooOld`, for which none
 * will be started any more; oldest first.
 */
export async function takeEarlyCancels(tx: Transaction, tooOld: Date, limit: number): Promise<readonly EarlyCancel[]> {
  const { rows } = await tx.query(
    {
      name: 'saga.take-cancels',
      text: `DELETE FROM saga.early_cancels WHERE event_id IN (
          SELECT event_id FROM saga.early_cancels c
          WHERE asked_at < $1 OR EXISTS (SELECT 1 FROM saga.active_sagas s WHERE s.payment_id = c.payment_id)
          ORDER BY asked_at, event_id LIMIT $2 FOR UPDATE SKIP LOCKED)
        RETURNING event_id, payment_id, reason, correlation_id, asked_at`,
    },
    [tooOld.toISOString(), limit],
  );
  return rows
    .toSorted((a, b) => Date.parse(instant(a, 'asked_at')) - Date.parse(instant(b, 'asked_at')))
    .map((row) => ({
      paymentId: text(row, 'payment_id'),
      reason: text(row, 'reason'),
      cause: { correlationId: text(row, 'correlation_id'), causationId: text(row, 'event_id') },
    }));
}
