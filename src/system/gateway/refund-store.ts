/** The rows of refunds. Each write of a worker is bound to its token and to the revision that it read. */
import { type Cause, instant, integer, optionalText, type Row, type Transaction, text } from '../platform/index.ts';
import { isProvider, type Provider } from './attempt.ts';
import { REFUND_PHASES, type Refund } from './refund.ts';

export interface StoredRefund {
  readonly refund: Refund;
  readonly cause: Cause;
  readonly revision: number;
}

/** A refund on which this worker may work. */
export interface RefundLease extends StoredRefund {
  readonly token: string;
  /** True when its last worker did not give the lease back. */
  readonly interrupted: boolean;
}

const COLUMNS = `refund_id, payment_id, provider, charge_id, amount, currency, phase, number, provider_refund_id, outcome, due_at,
  revision, correlation_id, causation_id`;

/** The charge that paid for a payment, if any did. */
export interface PaidCharge {
  readonly provider: Provider;
  readonly chargeId: string;
}

/** The charges that paid for these payments, by payment. */
export async function paidCharges(
  tx: Transaction,
  paymentIds: readonly string[],
): Promise<ReadonlyMap<string, PaidCharge>> {
  const { rows } = await tx.query(
    {
      name: 'gateway.paid-charges',
      text: `SELECT payment_id, provider, charge_id FROM gateway.attempts
        WHERE payment_id = ANY($1::uuid[]) AND outcome = 'approved' AND charge_id IS NOT NULL`,
    },
    [paymentIds],
  );
  return new Map(
    rows.map((row) => [text(row, 'payment_id'), { provider: providerOf(row), chargeId: text(row, 'charge_id') }]),
  );
}

/** Adds a refund that is due at once; false when it was there already. */
export async function insertRefund(tx: Transaction, refund: Refund, cause: Cause): Promise<boolean> {
  const { rows } = await tx.query(
    {
      name: 'gateway.insert-refund',
      text: `INSERT INTO gateway.refunds (refund_id, payment_id, provider, charge_id, amount, currency, phase, number, due_at,
          revision, correlation_id, causation_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $11) ON CONFLICT DO NOTHING RETURNING refund_id`,
    },
    [
      refund.refundId,
      refund.paymentId,
      refund.provider,
      refund.chargeId,
      refund.amount,
      refund.currency,
      refund.phase,
      refund.number,
      refund.dueAt,
      cause.correlationId,
      cause.causationId,
    ],
  );
  return rows.length === 1;
}

/** Leases at most `limit` refunds at `provider` that are due at `now`. Times in milliseconds since 1970. */
export async function claimRefunds(
  tx: Transaction,
  claim: {
    readonly provider: Provider;
    readonly limit: number;
    readonly token: string;
    readonly now: number;
    readonly leaseMs: number;
  },
): Promise<readonly RefundLease[]> {
  const { rows } = await tx.query(
    {
      name: 'gateway.claim-refunds',
      text: `UPDATE gateway.refunds r SET lease_token = $3, lease_until = $5, revision = r.revision + 1
        FROM (SELECT refund_id, lease_until IS NOT NULL AS interrupted FROM gateway.refunds
          WHERE provider = $1 AND phase <> 'SETTLED' AND due_at <= $4 AND (lease_until IS NULL OR lease_until <= $4)
          ORDER BY due_at, refund_id LIMIT $2 FOR UPDATE SKIP LOCKED) AS due
        WHERE r.refund_id = due.refund_id
        RETURNING ${COLUMNS.replaceAll(/\w+/g, 'r.$&')}, due.interrupted`,
    },
    [
      claim.provider,
      claim.limit,
      claim.token,
      new Date(claim.now).toISOString(),
      new Date(claim.now + claim.leaseMs).toISOString(),
    ],
  );
  return rows
    .map((row) => ({ ...stored(row), token: claim.token, interrupted: row['interrupted'] === true }))
    .sort((a, b) => (a.refund.refundId < b.refund.refundId ? -1 : 1));
}

/**
 * Writes a refund under its lease.
 *
 * @param leaseUntil until when the lease is kept, in milliseconds since 1970; undefined gives it back.
 * @returns false when the lease is not ours any more; then nothing was written.
 */
export async function saveRefund(
  tx: Transaction,
  lease: RefundLease,
  refund: Refund,
  leaseUntil: number | undefined,
): Promise<boolean> {
  const { rows } = await tx.query(
    {
      name: 'gateway.save-refund',
      text: `UPDATE gateway.refunds SET phase = $4, number = $5, provider_refund_id = $6, outcome = $7, due_at = $8,
          lease_until = $9, revision = revision + 1
        WHERE refund_id = $1 AND lease_token = $2 AND revision = $3 RETURNING refund_id`,
    },
    [
      refund.refundId,
      lease.token,
      lease.revision,
      ...content(refund),
      leaseUntil === undefined ? null : new Date(leaseUntil).toISOString(),
    ],
  );
  return rows.length === 1;
}

/** A refund, locked; undefined when there is none. */
export async function lockRefund(tx: Transaction, refundId: string): Promise<StoredRefund | undefined> {
  const { rows } = await tx.query(
    { name: 'gateway.lock-refund', text: `SELECT ${COLUMNS} FROM gateway.refunds WHERE refund_id = $1 FOR UPDATE` },
    [refundId],
  );
  return rows[0] === undefined ? undefined : stored(rows[0]);
}

/** Writes a refund that is locked, and takes it away from whoever holds a lease on it. */
export async function overrideRefund(tx: Transaction, refund: Refund): Promise<void> {
  await tx.query(
    {
      name: 'gateway.override-refund',
      text: `UPDATE gateway.refunds SET phase = $2, number = $3, provider_refund_id = $4, outcome = $5, due_at = $6,
          lease_token = NULL, lease_until = NULL, revision = revision + 1 WHERE refund_id = $1`,
    },
    [refund.refundId, ...content(refund)],
  );
}

function content(refund: Refund): readonly unknown[] {
  return [refund.phase, refund.number, refund.providerRefundId ?? null, refund.outcome ?? null, refund.dueAt];
}

function stored(row: Row): StoredRefund {
  const phase = REFUND_PHASES.find((one) => one === row['phase']);
  if (phase === undefined) throw new Error(`A refund is stored in a phase that this version does not know.`);
  const providerRefundId = optionalText(row, 'provider_refund_id');
  const outcome = row['outcome'];
  return {
    refund: {
      refundId: text(row, 'refund_id'),
      paymentId: text(row, 'payment_id'),
      provider: providerOf(row),
      chargeId: text(row, 'charge_id'),
      amount: integer(row, 'amount'),
      currency: text(row, 'currency'),
      phase,
      number: integer(row, 'number'),
      ...(providerRefundId === undefined ? {} : { providerRefundId }),
      ...(outcome === 'refunded' || outcome === 'failed' ? { outcome } : {}),
      dueAt: instant(row, 'due_at'),
    },
    cause: { correlationId: text(row, 'correlation_id'), causationId: text(row, 'causation_id') },
    revision: integer(row, 'revision'),
  };
}

function providerOf(row: Row): Provider {
  const name = text(row, 'provider');
  if (!isProvider(name)) throw new Error(`A refund is stored for ${name}, which this version does not know.`);
  return name;
}
