/** The SQL of calling payments off. */
import { type Queryable, type Transaction, text } from '../platform/index.ts';
import type { Attempt } from './attempt.ts';
import { COLUMNS, stored } from './attempt-row.ts';

/** All attempts of payments, locked. */
export async function lockAllAttempts(tx: Transaction, paymentIds: readonly string[]): Promise<readonly Attempt[]> {
  const { rows } = await tx.query(
    {
      name: 'gateway.lock-all-attempts',
      text: `SELECT ${COLUMNS} FROM gateway.attempts WHERE payment_id = ANY($1::uuid[])
        ORDER BY payment_id, provider FOR UPDATE`,
    },
    [paymentIds],
  );
  return rows.map((row) => stored(row).attempt);
}

/** Where a confirm was announced, as `PAYMENT PROVIDER`: the call may have been made. */
export async function confirmsSent(database: Queryable, paymentIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await database.query(
    {
      name: 'gateway.confirms-sent',
      text: `SELECT DISTINCT aggregate_id || ' ' || (data ->> 'provider') AS sent FROM gateway.events
        WHERE aggregate_type = 'gateway' AND aggregate_id = ANY($1) AND event_type = 'GatewayRequestSent'
          AND data ->> 'operation' = 'confirm'`,
    },
    [paymentIds],
  );
  return new Set(rows.map((row) => text(row, 'sent')));
}
