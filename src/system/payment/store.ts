/**
 * The SQL of payments: one statement to read what a batch of commands is about, one to write what they changed. Writing is conditional on the state
 * and the version that were read.
 */
import {
  ConflictError,
  integer,
  isRecord,
  json,
  optionalText,
  type Row,
  type Transaction,
  text,
} from '../platform/index.ts';
import type { WalletActivity } from './decide.ts';
import { isPaymentState } from './machine.ts';
import type { Notification } from './notification.ts';
import { type Payment, PROVIDERS } from './payment.ts';

const PAYMENT = `p.payment_id, p.status, p.version, p.user_id, p.merchant_id, p.wallet_id, p.amount, p.currency, p.method, p.source,
  p.description, p.provider, p.provider_charge_id, p.error_code, p.error_message, p.error_details, n.payment_id IS NOT NULL AS notified`;

const LOAD = {
  name: 'payment.load',
  text: `SELECT ${PAYMENT}
FROM payment.payment_status p LEFT JOIN payment.notifications n USING (payment_id)
WHERE p.payment_id = ANY($1::uuid[])`,
};

/** More payments of one wallet are not looked through: what a payment costs must not grow with how often the wallet was used. */
const CONCURRENCY_LIMIT = 100;

/** With what else their wallets are doing: the open ones of the newest payments since $3, and if $4 the amounts since $2, the start of the day. */
const LOAD_FOR_VALIDATION = {
  name: 'payment.load-for-validation',
  text: `SELECT ${PAYMENT}, o.open_payments, CASE WHEN $4::boolean THEN (
  SELECT coalesce(sum(x.amount), 0)::bigint FROM payment.payment_status x
  WHERE x.wallet_id = p.wallet_id AND x.payment_id <> p.payment_id AND x.created_at >= $2 AND x.status NOT IN ('FAILED', 'CANCELLED')
) ELSE 0 END AS amount_today
FROM payment.payment_status p LEFT JOIN payment.notifications n USING (payment_id)
LEFT JOIN LATERAL (
  SELECT coalesce(jsonb_agg(r.payment_id ORDER BY r.created_at, r.payment_id)
    FILTER (WHERE r.status NOT IN ('COMPLETED', 'FAILED', 'CANCELLED')), '[]') AS open_payments
  FROM (
    SELECT x.payment_id, x.status, x.created_at FROM payment.payment_status x
    WHERE x.wallet_id = p.wallet_id AND x.payment_id <> p.payment_id AND x.created_at >= $3
    ORDER BY x.created_at DESC, x.payment_id LIMIT ${CONCURRENCY_LIMIT}
  ) r
) o ON true
WHERE p.payment_id = ANY($1::uuid[])`,
};

/** A payment that is older than this is not counted as concurrent: by then it has long ended or waits for review. */
const CONCURRENCY_WINDOW_MS = 24 * 3_600_000;

export interface LoadedPayment {
  readonly payment: Payment;
  readonly activity: WalletActivity;
}

/** How much is to be read of what else the wallets of payments are doing; the rest is empty, or zero. */
export type WantedActivity = 'none' | 'open-payments' | 'open-payments-and-amounts';

/** Reads payments by id, with as much of their wallets' activity as is wanted. */
export async function loadPayments(
  tx: Transaction,
  paymentIds: readonly string[],
  wanted: WantedActivity,
): Promise<Map<string, LoadedPayment>> {
  const ids = [...new Set(paymentIds)];
  const withActivity = wanted !== 'none';
  const { rows } = withActivity
    ? await tx.query(LOAD_FOR_VALIDATION, [
        ids,
        startOfDay(),
        new Date(Date.now() - CONCURRENCY_WINDOW_MS).toISOString(),
        wanted === 'open-payments-and-amounts',
      ])
    : await tx.query(LOAD, [ids]);
  return new Map(
    rows.map((row) => [
      text(row, 'payment_id'),
      { payment: paymentOf(row), activity: withActivity ? activityOf(row) : { openPayments: [], amountToday: 0 } },
    ]),
  );
}

function startOfDay(): string {
  return `${new Date().toISOString().slice(0, 10)}T00:00:00.000Z`;
}

/** A payment from a row of `payment_status` with the column `notified`. */
export function paymentOf(row: Row): Payment {
  const status = text(row, 'status');
  if (!isPaymentState(status))
    throw new TypeError(`A payment is in the state ${status}, which this version does not know.`);
  const walletId = optionalText(row, 'wallet_id');
  const source = optionalText(row, 'source');
  const description = optionalText(row, 'description');
  const code = optionalText(row, 'error_code');
  return {
    order: {
      paymentId: text(row, 'payment_id'),
      userId: text(row, 'user_id'),
      merchantId: text(row, 'merchant_id'),
      ...(walletId === undefined ? {} : { walletId }),
      amount: integer(row, 'amount'),
      currency: text(row, 'currency'),
      method: text(row, 'method') === 'external' ? 'external' : 'wallet',
      ...(source === undefined ? {} : { source }),
      ...(description === undefined ? {} : { description }),
    },
    status,
    version: integer(row, 'version'),
    ...chargeOf(row),
    ...(code === undefined
      ? {}
      : { error: { code, message: text(row, 'error_message'), details: json(row, 'error_details') } }),
    notified: row['notified'] === true,
  };
}

function chargeOf(row: Row): Pick<Payment, 'charge'> {
  const provider = PROVIDERS.find((one) => one === row['provider']);
  return provider === undefined ? {} : { charge: { provider, chargeId: text(row, 'provider_charge_id') } };
}

function activityOf(row: Row): WalletActivity {
  const open: unknown = row['open_payments'];
  const openPayments = Array.isArray(open) ? open.filter((id) => typeof id === 'string') : [];
  return { openPayments, amountToday: integer(row, 'amount_today') };
}

const INSERT = {
  name: 'payment.insert',
  text: `INSERT INTO payment.payment_status (payment_id, status, version, user_id, merchant_id, wallet_id, amount, currency, method,
  source, description, created_at, updated_at)
SELECT payment_id, status, version, user_id, merchant_id, wallet_id, amount, currency, method, source, description, $1::timestamptz,
  $1::timestamptz
FROM unnest($2::uuid[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::text[], $10::text[],
  $11::text[], $12::text[])
  AS p(payment_id, status, version, user_id, merchant_id, wallet_id, amount, currency, method, source, description)`,
};

/** Writes payments that were just initiated. */
export async function insertPayments(tx: Transaction, payments: readonly Payment[], at: string): Promise<void> {
  await tx.query(INSERT, [
    at,
    payments.map(({ order }) => order.paymentId),
    payments.map(({ status }) => status),
    payments.map(({ version }) => version),
    payments.map(({ order }) => order.userId),
    payments.map(({ order }) => order.merchantId),
    payments.map(({ order }) => order.walletId ?? null),
    payments.map(({ order }) => order.amount),
    payments.map(({ order }) => order.currency),
    payments.map(({ order }) => order.method),
    payments.map(({ order }) => order.source ?? null),
    payments.map(({ order }) => order.description ?? null),
  ]);
}

const SAVE = {
  name: 'payment.save',
  text: `WITH change AS (
  SELECT * FROM unnest($2::uuid[], $3::text[], $4::bigint[], $5::text[], $6::bigint[], $7::text[], $8::text[], $9::jsonb[],
      $20::text[], $21::text[])
    AS c(payment_id, status_read, version_read, status, version, error_code, error_message, error_details, provider, charge_id)
), changed AS (
  UPDATE payment.payment_status p
  SET status = c.status, version = c.version, error_code = c.error_code, error_message = c.error_message,
    error_details = c.error_details, provider = c.provider, provider_charge_id = c.charge_id, updated_at = $1::timestamptz
  FROM change c
  WHERE p.payment_id = c.payment_id AND p.status = c.status_read AND p.version = c.version_read
  RETURNING 1
), notified AS (
  INSERT INTO payment.notifications (notification_id, payment_id, user_id, merchant_id, outcome, channel, state, attempts,
    next_attempt_at, correlation_id, causation_id, created_at)
  SELECT id, payment_id, user_id, merchant_id, outcome, channel, state, attempts, $1::timestamptz, correlation_id, causation_id,
    $1::timestamptz
  FROM unnest($10::uuid[], $11::uuid[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::int[],
    $18::uuid[], $19::uuid[])
    AS n(id, payment_id, user_id, merchant_id, outcome, channel, state, attempts, correlation_id, causation_id)
  ON CONFLICT DO NOTHING RETURNING 1
)
SELECT (SELECT count(*) FROM changed) AS changed, (SELECT count(*) FROM notified) AS notified`,
};

/** A payment as it was read, and as commands have left it. */
export interface PaymentChange {
  readonly before: Payment;
  readonly after: Payment;
}

/**
 * Writes changed payments and new notifications.
 *
 * @throws ConflictError when a payment is no longer as it was read, or was notified by somebody else.
 */
export async function savePayments(
  tx: Transaction,
  changes: readonly PaymentChange[],
  notifications: readonly Notification[],
): Promise<void> {
  if (changes.length + notifications.length === 0) return;
  const sorted = changes.toSorted((a, b) => (a.after.order.paymentId < b.after.order.paymentId ? -1 : 1));
  const { rows } = await tx.query(SAVE, [
    new Date().toISOString(),
    sorted.map(({ after }) => after.order.paymentId),
    sorted.map(({ before }) => before.status),
    sorted.map(({ before }) => before.version),
    sorted.map(({ after }) => after.status),
    sorted.map(({ after }) => after.version),
    sorted.map(({ after }) => after.error?.code ?? null),
    sorted.map(({ after }) => after.error?.message ?? null),
    sorted.map(({ after }) => (isRecord(after.error?.details) ? JSON.stringify(after.error.details) : null)),
    notifications.map(({ notificationId }) => notificationId),
    notifications.map(({ paymentId }) => paymentId),
    notifications.map(({ userId }) => userId),
    notifications.map(({ merchantId }) => merchantId),
    notifications.map(({ outcome }) => outcome),
    notifications.map(({ channel }) => channel),
    notifications.map(({ state }) => state),
    notifications.map(({ attempts }) => attempts),
    notifications.map(({ cause }) => cause.correlationId),
    notifications.map(({ cause }) => cause.causationId),
    sorted.map(({ after }) => after.charge?.provider ?? null),
    sorted.map(({ after }) => after.charge?.chargeId ?? null),
  ]);
  const counts = rows[0] ?? {};
  if (integer(counts, 'changed') !== changes.length || integer(counts, 'notified') !== notifications.length) {
    throw new ConflictError('A payment has moved on since it was read.');
  }
}
