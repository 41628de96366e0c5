/** `payment.refunds` as the event store sees it: every field of a row follows from the events of its refund. */
import {
  type Aggregate,
  type DataOf,
  type Difference,
  integer,
  type Message,
  optionalText,
  type Projection,
  type Queryable,
  type Row,
  type Transaction,
  text,
} from '../platform/index.ts';
import type { Refund } from './refund.ts';

/** What the events say of a refund. */
export interface ToldRefund {
  /** Undefined before the first event. */
  readonly refund: Refund | undefined;
  /** When it was asked for; ISO 8601. */
  readonly createdAt: string;
}

export const refundProjection: Projection<ToldRefund> = {
  name: 'refunds',
  aggregateType: 'refund',
  idColumn: 'refund_id',
  schemaVersion: 1,
  initial: () => ({ refund: undefined, createdAt: '' }),
  evolve: next,
  encode: ({ refund, createdAt }) => ({ ...refund, createdAt }),
  // A refund has two events; a snapshot of it would save nothing.
  decode: () => undefined,
  rows,
  differences,
  restore,
};

function next({ refund, createdAt }: ToldRefund, event: Message): ToldRefund {
  if (event.event_type === 'RefundRequested') return { refund: requested(event.data), createdAt: event.occurred_at };
  if (refund === undefined) return { refund, createdAt };
  const version = refund.version + 1;
  switch (event.event_type) {
    case 'RefundCompleted': {
      const { provider, provider_refund_id: providerRefundId } = event.data;
      return { refund: { ...refund, status: 'COMPLETED', provider, providerRefundId, version }, createdAt };
    }
    case 'RefundFailed': {
      const error = { code: event.data.error_code, message: event.data.reason };
      return { refund: { ...refund, status: 'FAILED', error, version }, createdAt };
    }
    default:
      return { refund, createdAt };
  }
}

function requested(data: DataOf<'RefundRequested'>): Refund {
  return {
    refundId: data.refund_id,
    paymentId: data.payment_id,
    ...(data.wallet_id === undefined ? {} : { walletId: data.wallet_id }),
    amount: data.amount,
    currency: data.currency,
    reason: data.reason,
    status: 'REQUESTED',
    version: 1,
  };
}

async function rows(database: Queryable, ids: readonly string[], lock: boolean): Promise<ReadonlyMap<string, Row>> {
  const found = await database.query(
    {
      name: `payment.refund-projection.${lock ? 'lock' : 'rows'}`,
      text: `SELECT * FROM payment.refunds WHERE refund_id = ANY($1::uuid[]) ORDER BY refund_id${lock ? ' FOR UPDATE' : ''}`,
    },
    [ids],
  );
  return new Map(found.rows.map((row) => [text(row, 'refund_id'), row]));
}

function differences(
  { state: { refund }, version }: Aggregate<ToldRefund>,
  row: Row | undefined,
): readonly Difference[] {
  if (refund === undefined) return [];
  if (row === undefined) return [{ field: 'row', expected: refund.status, actual: 'missing' }];
  const fields: readonly (readonly [field: string, expected: unknown, actual: unknown])[] = [
    ['version', version, integer(row, 'version')],
    ['status', refund.status, text(row, 'status')],
    ['payment_id', refund.paymentId, text(row, 'payment_id')],
    ['wallet_id', refund.walletId ?? null, optionalText(row, 'wallet_id') ?? null],
    ['amount', refund.amount, integer(row, 'amount')],
    ['currency', refund.currency, text(row, 'currency')],
    ['provider_refund_id', refund.providerRefundId ?? null, optionalText(row, 'provider_refund_id') ?? null],
    ['error_code', refund.error?.code ?? null, optionalText(row, 'error_code') ?? null],
  ];
  return fields
    .filter(([, expected, actual]) => expected !== actual)
    .map(([field, expected, actual]) => ({ field, expected: String(expected), actual: String(actual) }));
}

async function restore(
  tx: Transaction,
  { id, version, state: { refund, createdAt }, occurredAt }: Aggregate<ToldRefund>,
): Promise<void> {
  if (refund === undefined) return;
  await tx.query(
    {
      name: 'payment.refund-projection.restore',
      text: `INSERT INTO payment.refunds (refund_id, payment_id, wallet_id, amount, currency, reason, status, version, provider,
  provider_refund_id, error_code, error_message, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (refund_id) DO UPDATE SET payment_id = $2, wallet_id = $3, amount = $4, currency = $5, reason = $6, status = $7,
  version = $8, provider = $9, provider_refund_id = $10, error_code = $11, error_message = $12, updated_at = $14`,
    },
    [
      id,
      refund.paymentId,
      refund.walletId ?? null,
      refund.amount,
      refund.currency,
      refund.reason,
      refund.status,
      version,
      refund.provider ?? null,
      refund.providerRefundId ?? null,
      refund.error?.code ?? null,
      refund.error?.message ?? null,
      createdAt,
      occurredAt,
    ],
  );
}
