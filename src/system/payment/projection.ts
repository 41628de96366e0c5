/**
 * `payment_status` as the event store sees it. The events of a payment say how it began, that it was validated and how it ended; its progress
 * in between comes by commands of the saga and has no events of its own. An open payment's row is therefore right when its status is one of an
 * open payment that has, or has not, been validated. Where such a row is lost or wrong, its progress is taken from the commands that this
 * service has handled: the saga's outbox has what they said, and the inbox which of them took effect.
 */
import {
  type Aggregate,
  type Difference,
  integer,
  isRecord,
  type Message,
  optionalText,
  type Projection,
  type Queryable,
  type Row,
  type Transaction,
  text,
} from '../platform/index.ts';
import { isPaymentState, isTerminalPaymentState, PAYMENT_PROGRESS, type PaymentState } from './machine.ts';
import type { Charge, PaymentError, PaymentOrder } from './payment.ts';

/** What the events say of a payment. */
export interface ToldPayment {
  /** Undefined before the first event. */
  readonly order: PaymentOrder | undefined;
  /** When it began; ISO 8601. */
  readonly createdAt: string;
  /** The last status that has an event. */
  readonly status: 'INITIATED' | 'VALIDATED' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
  readonly error: PaymentError | undefined;
  readonly charge: Charge | undefined;
}

export const paymentProjection: Projection<ToldPayment> = {
  name: 'payment_status',
  aggregateType: 'payment',
  idColumn: 'payment_id',
  schemaVersion: 1,
  initial: () => ({ order: undefined, createdAt: '', status: 'INITIATED', error: undefined, charge: undefined }),
  evolve: next,
  encode: ({ order, createdAt, status, error, charge }) => ({
    ...order,
    createdAt,
    status,
    ...(error === undefined ? {} : { error }),
    ...(charge === undefined ? {} : { charge }),
  }),
  // A payment has a handful of events; a snapshot of it would save nothing.
  decode: () => undefined,
  rows,
  differences,
  restore,
};

function next(payment: ToldPayment, event: Message): ToldPayment {
  switch (event.event_type) {
    case 'PaymentInitiated':
      return { ...payment, order: orderOf(event.data), createdAt: event.occurred_at, status: 'INITIATED' };
    case 'PaymentValidated':
      return { ...payment, status: 'VALIDATED' };
    case 'PaymentCompleted': {
      const { provider, provider_charge_id: chargeId } = event.data;
      return { ...payment, status: 'COMPLETED', charge: { provider, chargeId } };
    }
    case 'PaymentFailed': {
      const { error_code: code, reason: message, requested_amount, available_balance } = event.data;
      const { deficit_amount, concurrent_payment_id } = event.data;
      const details = {
        ...(requested_amount === undefined ? {} : { requested_amount }),
        ...(available_balance === undefined ? {} : { available_balance }),
        ...(deficit_amount === undefined ? {} : { deficit_amount }),
        ...(concurrent_payment_id === undefined ? {} : { concurrent_payment_id }),
      };
      return { ...payment, status: 'FAILED', error: { code, message, details } };
    }
    case 'PaymentCancelled':
      return { ...payment, status: 'CANCELLED', error: { code: 'CANCELLED', message: event.data.reason, details: {} } };
    default:
      return payment;
  }
}

function orderOf(data: Extract<Message, { event_type: 'PaymentInitiated' }>['data']): PaymentOrder {
  return {
    paymentId: data.payment_id,
    userId: data.user_id,
    merchantId: data.merchant_id,
    ...(data.wallet_id === undefined ? {} : { walletId: data.wallet_id }),
    amount: data.amount,
    currency: data.currency,
    method: data.method,
    ...(data.source === undefined ? {} : { source: data.source }),
    ...(data.description === undefined ? {} : { description: data.description }),
  };
}

const COLUMNS =
  'payment_id, status, version, user_id, merchant_id, wallet_id, amount, currency, method, source, provider, provider_charge_id, error_code';

async function rows(database: Queryable, ids: readonly string[], lock: boolean): Promise<ReadonlyMap<string, Row>> {
  const found = await database.query(
    {
      name: `payment.projection.${lock ? 'lock' : 'rows'}`,
      text: `SELECT ${COLUMNS} FROM payment.payment_status WHERE payment_id = ANY($1::uuid[]) ORDER BY payment_id${lock ? ' FOR UPDATE' : ''}`,
    },
    [ids],
  );
  return new Map(found.rows.map((row) => [text(row, 'payment_id'), row]));
}

function differences({ state, version }: Aggregate<ToldPayment>, row: Row | undefined): readonly Difference[] {
  const { order, status, error, charge } = state;
  if (order === undefined) return [];
  if (row === undefined) return [{ field: 'row', expected: status, actual: 'missing' }];
  const fields: readonly (readonly [field: string, expected: unknown, actual: unknown])[] = [
    ['version', version, integer(row, 'version')],
    ['user_id', order.userId, text(row, 'user_id')],
    ['merchant_id', order.merchantId, text(row, 'merchant_id')],
    ['wallet_id', order.walletId ?? null, optionalText(row, 'wallet_id') ?? null],
    ['amount', order.amount, integer(row, 'amount')],
    ['currency', order.currency, text(row, 'currency')],
    ['method', order.method, text(row, 'method')],
    ['source', order.source ?? null, optionalText(row, 'source') ?? null],
    ['provider', charge?.provider ?? null, optionalText(row, 'provider') ?? null],
    ['provider_charge_id', charge?.chargeId ?? null, optionalText(row, 'provider_charge_id') ?? null],
    ['error_code', error?.code ?? null, optionalText(row, 'error_code') ?? null],
  ];
  const wrong = fields.filter(([, expected, actual]) => expected !== actual);
  const found = wrong.map(([field, expected, actual]) => ({
    field,
    expected: String(expected),
    actual: String(actual),
  }));
  const actual = text(row, 'status');
  return fits(status, actual) ? found : [...found, { field: 'status', expected: status, actual }];
}

/** Whether a row's status can be that of a payment whose events end with `told`. */
export function fits(told: ToldPayment['status'], actual: string): boolean {
  if (told !== 'VALIDATED') return actual === told;
  return isPaymentState(actual) && actual !== 'INITIATED' && !isTerminalPaymentState(actual);
}

async function restore(
  tx: Transaction,
  { id, version, state, occurredAt }: Aggregate<ToldPayment>,
  row: Row | undefined,
) {
  const { order, error, createdAt, charge } = state;
  if (order === undefined) return;
  await tx.query(
    {
      name: 'payment.projection.restore',
      text: `INSERT INTO payment.payment_status (payment_id, status, version, user_id, merchant_id, wallet_id, amount, currency, method,
  description, error_code, error_message, error_details, created_at, updated_at, source, provider, provider_charge_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
ON CONFLICT (payment_id) DO UPDATE SET status = $2, version = $3, user_id = $4, merchant_id = $5, wallet_id = $6, amount = $7,
  currency = $8, method = $9, description = $10, error_code = $11, error_message = $12, error_details = $13, updated_at = $15,
  source = $16, provider = $17, provider_charge_id = $18`,
    },
    [
      id,
      await statusOf(tx, id, state.status, row),
      version,
      order.userId,
      order.merchantId,
      order.walletId ?? null,
      order.amount,
      order.currency,
      order.method,
      order.description ?? null,
      error?.code ?? null,
      error?.message ?? null,
      error === undefined ? null : JSON.stringify(error.details),
      createdAt,
      occurredAt,
      order.source ?? null,
      charge?.provider ?? null,
      charge?.chargeId ?? null,
    ],
  );
}

async function statusOf(
  tx: Transaction,
  id: string,
  told: ToldPayment['status'],
  row: Row | undefined,
): Promise<PaymentState> {
  if (told !== 'VALIDATED') return told;
  const actual = row === undefined ? undefined : text(row, 'status');
  if (actual !== undefined && isPaymentState(actual) && fits(told, actual)) return actual;
  return (await progressOf(tx, id)) ?? told;
}

/** The last progress that this service was told of and has recorded; undefined for none. */
async function progressOf(tx: Transaction, paymentId: string): Promise<PaymentState | undefined> {
  const { rows: found } = await tx.query(
    {
      name: 'payment.projection.progress',
      text: `SELECT o.payload::jsonb -> 'data' AS data FROM saga.outbox o
JOIN payment.processed_events p ON p.service_name = 'payment' AND p.event_id = o.event_id
WHERE o.message_key = $1 AND o.event_type = 'RecordPaymentProgress' ORDER BY o.position DESC LIMIT 1`,
    },
    [paymentId],
  );
  const data = found[0]?.['data'];
  const states: unknown = isRecord(data) ? data['states'] : undefined;
  const last: unknown = Array.isArray(states) ? states.at(-1) : undefined;
  return PAYMENT_PROGRESS.find((state) => state === last);
}
