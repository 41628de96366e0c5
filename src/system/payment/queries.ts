/** What is shown of payments. These reads decide nothing. */
import { Gathering, HttpError, instant, type Queryable, type Row } from '../platform/index.ts';
import type { Endings } from './endings.ts';
import { isPaymentState, isTerminalPaymentState } from './machine.ts';
import type { Payment } from './payment.ts';
import { paymentOf } from './store.ts';

/** A payment as the API shows it. Amounts are minor units; fields that are unknown are absent. */
export interface PaymentView {
  readonly payment_id: string;
  readonly status: string;
  readonly amount: number;
  readonly currency: string;
  readonly method: string;
  readonly user_id: string;
  readonly merchant_id: string;
  readonly wallet_id?: string;
  readonly source?: string;
  readonly description?: string;
  readonly provider?: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly details: Readonly<Record<string, unknown>>;
  };
}

const COLUMNS = `payment_id, status, version, user_id, merchant_id, wallet_id, amount, currency, method, source, description, provider,
  provider_charge_id, error_code, error_message, error_details, created_at, updated_at`;

/** The payment with this id, if there is one. `paymentId` must be a UUID. */
export async function findPayment(database: Queryable, paymentId: string): Promise<PaymentView | undefined> {
  return (await findPayments(database, [paymentId])).get(paymentId);
}

async function findPayments(
  database: Queryable,
  paymentIds: readonly string[],
): Promise<ReadonlyMap<string, PaymentView>> {
  const { rows } = await database.query(
    { name: 'payment.find', text: `SELECT ${COLUMNS} FROM payment.payment_status WHERE payment_id = ANY($1::uuid[])` },
    [paymentIds],
  );
  return new Map(rows.map(view).map((payment) => [payment.payment_id, payment]));
}

interface Found {
  readonly payment: PaymentView | undefined;
}

/** Most payments that are looked up together. */
const FOUND_TOGETHER_MAX = 100;

/** Finds payments for many who ask at the same time: those who ask while a statement is under way share the next one. */
export class PaymentFinder {
  readonly #asked: Gathering<string, Found>;

  constructor(database: Queryable) {
    this.#asked = new Gathering(FOUND_TOGETHER_MAX, async (ids) => {
      const found = await findPayments(database, [...new Set(ids)]);
      return ids.map((id) => ({ payment: found.get(id) }));
    });
  }

  /** The payment with this id, if there is one, as it is after the call. `paymentId` must be a UUID. */
  async find(paymentId: string): Promise<PaymentView | undefined> {
    return (await this.#asked.submit(paymentId)).payment;
  }
}

export interface PaymentFilter {
  readonly userId: string | undefined;
  readonly merchantId: string | undefined;
  readonly walletId: string | undefined;
  readonly status: string | undefined;
  /** Only payments that come after this one in the list. */
  readonly cursor: string | undefined;
  readonly limit: number;
}

/** Up to `limit` payments, the newest first. */
export async function listPayments(database: Queryable, filter: PaymentFilter): Promise<readonly PaymentView[]> {
  const wanted: readonly (readonly [column: string, value: string | undefined])[] = [
    ['user_id', filter.userId],
    ['merchant_id', filter.merchantId],
    ['wallet_id', filter.walletId],
    ['status', filter.status],
  ];
  const given = wanted.flatMap(([column, value]) => (value === undefined ? [] : [{ column, value }]));
  // A statement for each set of filters, so that each has a plan of its own that uses the index for it.
  const conditions = given.map(({ column }, index) => `${column} = $${index + 2}`);
  const cursor = filter.cursor === undefined ? [] : [filter.cursor];
  if (cursor.length > 0) {
    conditions.push(`(created_at, payment_id) <
  (SELECT created_at, payment_id FROM payment.payment_status WHERE payment_id = $${given.length + 2})`);
  }
  const { rows } = await database.query(
    {
      name: ['payment.list', ...given.map(({ column }) => column), ...cursor.map(() => 'cursor')].join(' '),
      text: `SELECT ${COLUMNS} FROM payment.payment_status
${conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`}
ORDER BY created_at DESC, payment_id DESC LIMIT $1`,
    },
    [filter.limit, ...given.map(({ value }) => value), ...cursor],
  );
  return rows.map(view);
}

/** What is answered when there is no such payment. */
export function paymentNotFound(paymentId: string): HttpError {
  return new HttpError(404, 'PAYMENT_NOT_FOUND', `There is no payment ${paymentId}.`);
}

const FIRST_LOOK_MS = 400;
const LONGEST_LOOK_MS = 2_000;

/**
 * The payment as soon as it has ended, or as it is after `waitMs`. Waits to be told by `endings`, and besides looks at the read model at
 * growing intervals, so that it works no matter which instance handles the payment.
 */
export async function awaitEnd(
  finder: PaymentFinder,
  endings: Endings,
  paymentId: string,
  waitMs: number,
): Promise<PaymentView | undefined> {
  const endMs = Date.now() + waitMs;
  // Before the first look, so that no end falls between the look and the waiting.
  const end = endings.listen(paymentId);
  try {
    for (let pauseMs = FIRST_LOOK_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_LOOK_MS)) {
      const payment = await finder.find(paymentId);
      const leftMs = endMs - Date.now();
      if (payment === undefined || hasEnded(payment) || leftMs <= 0) return payment;
      await end.within(Math.min(pauseMs, leftMs));
    }
  } finally {
    end.stop();
  }
}

/** Whether nothing more will happen to the payment. */
export function hasEnded({ status }: PaymentView): boolean {
  return isPaymentState(status) && isTerminalPaymentState(status);
}

function view(row: Row): PaymentView {
  return viewOf(paymentOf(row), instant(row, 'created_at'), instant(row, 'updated_at'));
}

/** A payment as the API shows it. Times are ISO 8601. */
export function viewOf({ order, status, error, charge }: Payment, createdAt: string, updatedAt: string): PaymentView {
  return {
    payment_id: order.paymentId,
    status,
    amount: order.amount,
    currency: order.currency,
    method: order.method,
    user_id: order.userId,
    merchant_id: order.merchantId,
    ...(order.walletId === undefined ? {} : { wallet_id: order.walletId }),
    ...(order.source === undefined ? {} : { source: order.source }),
    ...(order.description === undefined ? {} : { description: order.description }),
    ...(charge === undefined ? {} : { provider: charge.provider }),
    created_at: createdAt,
    updated_at: updatedAt,
    ...(error === undefined ? {} : { error }),
  };
}
