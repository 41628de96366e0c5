/** Reserving a ticket for an order, in two ways. One of them is wrong. */
import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';

export interface Order {
  readonly orderId: string;
  readonly showId: string;
}

/** Reserves within a transaction that the caller has begun and will commit. */
export type Reserve = (client: PoolClient, order: Order) => Promise<void>;

/**
 * Right at first sight: one transaction, and the row of the show is locked. But Kafka delivers a message again if the shop dies between
 * the commit of the database and the commit of the offset, and then the customer gets, and pays, two tickets.
 */
export const reserveNaively: Reserve = async (client, { orderId, showId }) => {
  const taken = await client.query(
    'UPDATE shows SET tickets_left = tickets_left - 1 WHERE show_id = $1 AND tickets_left > 0',
    [showId],
  );
  if (taken.rowCount === 0) return;
  await client.query('INSERT INTO reservations (reservation_id, order_id, show_id) VALUES ($1, $2, $3)', [
    randomUUID(),
    orderId,
    showId,
  ]);
};

/** The same, but an order that was handled before is recognised, in the same transaction. */
export const reserveOnce: Reserve = async (client, order) => {
  const first = await client.query('INSERT INTO handled_orders (order_id) VALUES ($1) ON CONFLICT DO NOTHING', [
    order.orderId,
  ]);
  if (first.rowCount === 1) await reserveNaively(client, order);
};
