/** The SQL of `saga_projections`. */
import {
  integer,
  isRecord,
  json,
  optionalInstant,
  optionalText,
  type Queryable,
  type Row,
  type Transaction,
  text,
} from '../../platform/index.ts';
import { GATEWAY_STATUSES, type Overview, type RefundOverview, unheardOf } from './overview.ts';

const COLUMNS = `payment_id, payment_version, payment_status, method, user_id, merchant_id, wallet_id, amount, currency, error_code,
  initiated_at, ended_at, wallet_version, hold, gateway_version, gateway_status, provider, provider_charge_id, saga_version, saga_id,
  saga_step, saga_outcome, refunds`;

/** Whoever writes one row shares this lock; whoever writes all of them has it alone. */
const LOCK = 'saga.saga_projections';

/** Takes the right to write single rows until the end of the transaction; false while all of them are being written. */
export async function shareOverviews(tx: Transaction): Promise<boolean> {
  const { rows } = await tx.query(
    { name: 'saga.overview.share', text: 'SELECT pg_try_advisory_xact_lock_shared(hashtext($1)) AS locked' },
    [LOCK],
  );
  return rows[0]?.['locked'] === true;
}

/** Takes the right to write all rows until the end of the transaction; false while anybody writes one. */
export async function ownOverviews(tx: Transaction): Promise<boolean> {
  const { rows } = await tx.query(
    { name: 'saga.overview.own', text: 'SELECT pg_try_advisory_xact_lock(hashtext($1)) AS locked' },
    [LOCK],
  );
  return rows[0]?.['locked'] === true;
}

/** The rows of these payments, locked until the end of the transaction; new ones where there were none. */
export async function lockOverviews(
  tx: Transaction,
  paymentIds: readonly string[],
  at: string,
): Promise<Map<string, Overview>> {
  const ids = [...new Set(paymentIds)].toSorted();
  await tx.query(
    {
      name: 'saga.overview.add',
      text: `INSERT INTO saga.saga_projections (payment_id, updated_at) SELECT id, $2 FROM unnest($1::uuid[]) AS i(id)
        ON CONFLICT DO NOTHING`,
    },
    [ids, at],
  );
  const { rows } = await tx.query(
    {
      name: 'saga.overview.lock',
      text: `SELECT ${COLUMNS} FROM saga.saga_projections WHERE payment_id = ANY($1::uuid[]) ORDER BY payment_id FOR UPDATE`,
    },
    [ids],
  );
  return new Map(rows.map((row) => [text(row, 'payment_id'), overviewOf(row)]));
}

/** Writes rows that were locked. */
export async function saveOverviews(tx: Transaction, overviews: readonly Overview[], at: string): Promise<void> {
  if (overviews.length === 0) return;
  const columns = COLUMNS.split(',').map((name) => name.trim());
  const assigned = columns.filter((name) => name !== 'payment_id').map((name) => `${name} = c.${name}`);
  await tx.query(
    {
      name: 'saga.overview.save',
      text: `UPDATE saga.saga_projections p SET ${assigned.join(', ')}, updated_at = $2
        FROM jsonb_populate_recordset(NULL::saga.saga_projections, $1::jsonb) AS c WHERE p.payment_id = c.payment_id`,
    },
    [JSON.stringify(overviews.map(rowOf)), at],
  );
}

/** Removes all rows. */
export async function clearOverviews(tx: Transaction): Promise<void> {
  await tx.query({ name: 'saga.overview.clear', text: 'DELETE FROM saga.saga_projections' }, []);
}

/** The row of a payment, if there is one. */
export async function findOverview(database: Queryable, paymentId: string): Promise<Overview | undefined> {
  const { rows } = await database.query(
    { name: 'saga.overview.find', text: `SELECT ${COLUMNS} FROM saga.saga_projections WHERE payment_id = $1` },
    [paymentId],
  );
  return rows.map(overviewOf)[0];
}

/** With the names of the columns, as the API shows it too; what is undefined is left out. */
export function rowOf(overview: Overview): Row {
  return Object.fromEntries(
    Object.entries(overview).map(([name, value]) => [
      name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
}

function overviewOf(row: Row): Overview {
  return {
    ...unheardOf(text(row, 'payment_id')),
    paymentVersion: integer(row, 'payment_version'),
    paymentStatus: oneOf(row, 'payment_status', ['INITIATED', 'VALIDATED', 'COMPLETED', 'FAILED', 'CANCELLED']),
    method: optionalText(row, 'method'),
    userId: optionalText(row, 'user_id'),
    merchantId: optionalText(row, 'merchant_id'),
    walletId: optionalText(row, 'wallet_id'),
    amount: row['amount'] === null ? undefined : integer(row, 'amount'),
    currency: optionalText(row, 'currency'),
    errorCode: optionalText(row, 'error_code'),
    initiatedAt: optionalInstant(row, 'initiated_at'),
    endedAt: optionalInstant(row, 'ended_at'),
    walletVersion: integer(row, 'wallet_version'),
    hold: oneOf(row, 'hold', ['refused', 'held', 'settled', 'released']),
    gatewayVersion: integer(row, 'gateway_version'),
    gatewayStatus: oneOf(row, 'gateway_status', GATEWAY_STATUSES),
    provider: optionalText(row, 'provider'),
    providerChargeId: optionalText(row, 'provider_charge_id'),
    sagaVersion: integer(row, 'saga_version'),
    sagaId: optionalText(row, 'saga_id'),
    sagaStep: optionalText(row, 'saga_step'),
    sagaOutcome: oneOf(row, 'saga_outcome', ['RUNNING', 'COMPENSATING', 'COMPLETED', 'FAILED']),
    refunds: Object.fromEntries(Object.entries(json(row, 'refunds')).flatMap(([id, value]) => refundOf(id, value))),
  };
}

function refundOf(id: string, value: unknown): readonly (readonly [string, RefundOverview])[] {
  if (!isRecord(value)) return [];
  const status = oneOf(value, 'status', ['REQUESTED', 'COMPLETED', 'FAILED']);
  if (status === undefined) return [];
  return [[id, { version: integer(value, 'version'), status, amount: integer(value, 'amount') }]];
}

function oneOf<const T extends string>(row: Row, column: string, allowed: readonly T[]): T | undefined {
  return allowed.find((one) => one === row[column]);
}
