/** The SQL of refunds. */
import {
  ConflictError,
  instant,
  integer,
  optionalText,
  type Queryable,
  type Row,
  type Transaction,
  text,
} from '../platform/index.ts';
import { PROVIDERS } from './payment.ts';
import type { Refund, RefundablePayment, RefundStatus } from './refund.ts';
import { paymentOf } from './store.ts';

const COLUMNS = `refund_id, payment_id, wallet_id, amount, currency, reason, status, version, provider, provider_refund_id,
  error_code, error_message, created_at, updated_at`;

/** The payment with all of its refunds, locked until the end of the transaction, so that their sum stays as it is. */
export async function lockRefundable(tx: Transaction, paymentId: string): Promise<RefundablePayment | undefined> {
  const { rows } = await tx.query(
    {
      name: 'payment.refundable',
      text: 'SELECT p.*, false AS notified FROM payment.payment_status p WHERE p.payment_id = $1 FOR UPDATE',
    },
    [paymentId],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  // A statement of its own, begun under the lock: it sees what its former holder has committed.
  const refunds = await refundsOf(tx, paymentId);
  const { order, status } = paymentOf(row);
  return { order, status, refunds: refunds.map(({ refund }) => refund) };
}

/** A refund, and when it was asked for and last changed; ISO 8601. */
export interface RefundRow {
  readonly refund: Refund;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The refunds of a payment, the oldest first. */
export async function refundsOf(database: Queryable, paymentId: string): Promise<readonly RefundRow[]> {
  const { rows } = await database.query(
    {
      name: 'payment.refunds',
      text: `SELECT ${COLUMNS} FROM payment.refunds WHERE payment_id = $1 ORDER BY created_at, refund_id`,
    },
    [paymentId],
  );
  return rows.map((row) => ({
    refund: refundOf(row),
    createdAt: instant(row, 'created_at'),
    updatedAt: instant(row, 'updated_at'),
  }));
}

/** These refunds, locked until the end of the transaction, by id. */
export async function lockRefunds(tx: Transaction, refundIds: readonly string[]): Promise<Map<string, Refund>> {
  const { rows } = await tx.query(
    {
      name: 'payment.refunds.lock',
      text: `SELECT ${COLUMNS} FROM payment.refunds WHERE refund_id = ANY($1::uuid[]) ORDER BY refund_id FOR UPDATE`,
    },
    [[...new Set(refundIds)]],
  );
  return new Map(rows.map((row) => [text(row, 'refund_id'), refundOf(row)]));
}

/** Writes a refund that was just accepted, at an instant in ISO 8601. */
export async function insertRefund(tx: Transaction, refund: Refund, at: string): Promise<void> {
  await tx.query(
    {
      name: 'payment.refund.insert',
      text: `INSERT INTO payment.refunds (refund_id, payment_id, wallet_id, amount, currency, reason, status, version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)`,
    },
    [
      refund.refundId,
      refund.paymentId,
      refund.walletId ?? null,
      refund.amount,
      refund.currency,
      refund.reason,
      refund.status,
      refund.version,
      at,
    ],
  );
}

/**
 * Writes a refund that was locked, and has changed.
 *
 * @throws ConflictError when it is not there any more.
 */
export async function saveRefund(tx: Transaction, refund: Refund, at: string): Promise<void> {
  const { rows } = await tx.query(
    {
      name: 'payment.refund.save',
      text: `UPDATE payment.refunds SET status = $2, version = $3, provider = $4, provider_refund_id = $5, error_code = $6,
  error_message = $7, updated_at = $8 WHERE refund_id = $1 RETURNING 1`,
    },
    [
      refund.refundId,
      refund.status,
      refund.version,
      refund.provider ?? null,
      refund.providerRefundId ?? null,
      refund.error?.code ?? null,
      refund.error?.message ?? null,
      at,
    ],
  );
  if (rows.length !== 1) throw new ConflictError(`Refund ${refund.refundId} is not there any more.`);
}

function refundOf(row: Row): Refund {
  const walletId = optionalText(row, 'wallet_id');
  const provider = PROVIDERS.find((one) => one === row['provider']);
  const providerRefundId = optionalText(row, 'provider_refund_id');
  const code = optionalText(row, 'error_code');
  return {
    refundId: text(row, 'refund_id'),
    paymentId: text(row, 'payment_id'),
    ...(walletId === undefined ? {} : { walletId }),
    amount: integer(row, 'amount'),
    currency: text(row, 'currency'),
    reason: text(row, 'reason'),
    status: statusOf(text(row, 'status')),
    version: integer(row, 'version'),
    ...(provider === undefined ? {} : { provider }),
    ...(providerRefundId === undefined ? {} : { providerRefundId }),
    ...(code === undefined ? {} : { error: { code, message: text(row, 'error_message') } }),
  };
}

function statusOf(value: string): RefundStatus {
  if (value === 'REQUESTED' || value === 'COMPLETED' || value === 'FAILED') return value;
  throw new TypeError(`A refund is in the state ${value}, which this version does not know.`);
}
