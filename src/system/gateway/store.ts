/**
 * The SQL of the gateway. An attempt is worked on by whoever holds its lease; every write of a worker is bound to its
 * token and to the revision that it read, so one that was overtaken writes nothing.
 */
import { integer, optionalInstant, type Queryable, type Transaction, text } from '../platform/index.ts';
import type { Attempt, Provider } from './attempt.ts';
import { type AddedAttempt, COLUMNS, newRow, type StoredAttempt, stored } from './attempt-row.ts';
import type { Breaker } from './breaker.ts';
import { breakerFromJson } from './breaker-store.ts';

/** An attempt on which this worker may work. */
export interface Lease extends StoredAttempt {
  readonly token: string;
  /** The token of the breaker's probe, when this attempt is the one that was let through. */
  readonly probe?: string;
}

/** An attempt that was found due, with the lease that somebody may have let run out. */
export interface Claimed extends Lease {
  /** True when its last worker did not give the lease back: a call of its may have had its effect. */
  readonly interrupted: boolean;
}

/**
 * Adds attempts.
 *
 * @param firstOnly for payments that come in: adds nothing for one that has an attempt already, at whichever provider. A command that
 *   is repeated must not find another way when the order of the providers was changed in between.
 * @returns the payments whose attempt was added.
 */
export async function insertAttempts(
  tx: Transaction,
  attempts: readonly AddedAttempt[],
  firstOnly: boolean,
): Promise<ReadonlySet<string>> {
  const { rows } = await tx.query(
    {
      name: 'gateway.insert-attempts',
      text: `INSERT INTO gateway.attempts (${COLUMNS})
        SELECT ${COLUMNS} FROM jsonb_to_recordset($1::jsonb) AS a(payment_id uuid, provider text, amount bigint,
          currency text, phase text, number int, charge_id text, verifications int, due_at timestamptz,
          revision bigint, version bigint, correlation_id uuid, causation_id uuid, source text, tried text[],
          outcome text, cancelling_for text, waiting_since timestamptz, action_until timestamptz)
        WHERE NOT $2::boolean
          OR a.payment_id NOT IN (SELECT b.payment_id FROM gateway.attempts b WHERE b.payment_id = ANY($3::uuid[]))
        ON CONFLICT DO NOTHING RETURNING payment_id`,
    },
    // The ids once more, so that no plan can think of reading all attempts to find those of these payments.
    [JSON.stringify(attempts.map(newRow)), firstOnly, attempts.map(({ attempt }) => attempt.paymentId)],
  );
  return new Set(rows.map((row) => text(row, 'payment_id')));
}

/**
 * Leases at most `limit` attempts at `provider` that are due at `now` and not leased, earliest first. The version of
 * each stream is already counted up by one, for the `GatewayRequestSent` that the caller appends. The
 * breaker comes along as it is at this moment; undefined when it never counted a failure.
 */
export async function claimAttempts(
  tx: Transaction,
  claim: {
    readonly provider: Provider;
    readonly limit: number;
    readonly token: string;
    readonly now: number;
    readonly leaseMs: number;
  },
): Promise<{ readonly claimed: readonly Claimed[]; readonly breaker: Breaker | undefined }> {
  const { rows } = await tx.query(
    {
      name: 'gateway.claim',
      text: `UPDATE gateway.attempts a SET lease_token = $3, lease_until = $5, revision = a.revision + 1,
          version = a.version + 1
        FROM (SELECT payment_id, provider, lease_until IS NOT NULL AS interrupted FROM gateway.attempts
          WHERE provider = $1 AND phase <> 'SETTLED' AND due_at <= $4 AND (lease_until IS NULL OR lease_until <= $4)
          ORDER BY due_at, payment_id LIMIT $2 FOR UPDATE SKIP LOCKED) AS due
          LEFT JOIN gateway.breakers b ON b.provider = due.provider
        WHERE a.payment_id = due.payment_id AND a.provider = due.provider
        RETURNING ${COLUMNS.replaceAll(/\w+/g, 'a.$&')}, due.interrupted, to_jsonb(b) AS breaker`,
    },
    [claim.provider, claim.limit, claim.token, iso(claim.now), iso(claim.now + claim.leaseMs)],
  );
  const claimed = rows
    .map((row) => ({ ...stored(row), token: claim.token, interrupted: row['interrupted'] === true }))
    .sort((a, b) => (a.attempt.paymentId < b.attempt.paymentId ? -1 : 1));
  return { claimed, breaker: breakerFromJson(rows[0]?.['breaker']) };
}

/** An attempt under a lease, as it is to be stored. The lease is kept until `leaseUntil`, or given back when that is undefined. */
export interface AttemptWrite {
  readonly lease: Lease;
  readonly attempt: Attempt;
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly leaseUntil: number | undefined;
}

/**
 * Writes attempts, at most one of a payment, as they are now.
 *
 * @returns the payments whose lease is still ours at the revision that was read; of the others nothing was written.
 */
export async function saveAttempts(tx: Transaction, writes: readonly AttemptWrite[]): Promise<ReadonlySet<string>> {
  // In one order, so that two workers that write the same rows wait for one another instead of deadlocking.
  const sorted = writes.toSorted((a, b) => (a.attempt.paymentId < b.attempt.paymentId ? -1 : 1));
  const { rows } = await tx.query(
    {
      name: 'gateway.save',
      text: `WITH written AS (
          SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::bigint[], $5::text[], $6::int[], $7::text[], $8::int[],
            $9::timestamptz[], $10::timestamptz[], $11::bigint[], $12::text[], $13::text[], $14::timestamptz[], $15::timestamptz[])
            AS w(payment_id, provider, token, revision_read, phase, number, charge_id, verifications, due_at, lease_until,
              version, outcome, cancelling_for, waiting_since, action_until)
        )
        UPDATE gateway.attempts a SET phase = w.phase, number = w.number, charge_id = w.charge_id,
          verifications = w.verifications, due_at = w.due_at, lease_until = w.lease_until, version = w.version,
          outcome = w.outcome, cancelling_for = w.cancelling_for, waiting_since = w.waiting_since,
          action_until = w.action_until, revision = a.revision + 1
        FROM written w
        WHERE a.payment_id = w.payment_id AND a.provider = w.provider AND a.lease_token = w.token
          AND a.revision = w.revision_read
        RETURNING a.payment_id`,
    },
    [
      sorted.map(({ attempt }) => attempt.paymentId),
      sorted.map(({ attempt }) => attempt.provider),
      sorted.map(({ lease }) => lease.token),
      sorted.map(({ lease }) => lease.revision),
      sorted.map(({ attempt }) => attempt.phase),
      sorted.map(({ attempt }) => attempt.number),
      sorted.map(({ attempt }) => attempt.chargeId ?? null),
      sorted.map(({ attempt }) => attempt.verifications),
      sorted.map(({ attempt }) => attempt.dueAt),
      sorted.map(({ leaseUntil }) => (leaseUntil === undefined ? null : iso(leaseUntil))),
      sorted.map(({ version }) => version),
      sorted.map(({ attempt }) => attempt.outcome ?? null),
      sorted.map(({ attempt }) => attempt.cancellingFor ?? null),
      sorted.map(({ attempt }) => attempt.waitingSince ?? null),
      sorted.map(({ attempt }) => attempt.actionUntil ?? null),
    ],
  );
  return new Set(rows.map((row) => text(row, 'payment_id')));
}

/** The revision of the row while it carries our token; undefined once somebody else has taken it. */
export async function revisionUnder(database: Queryable, { attempt, token }: Lease): Promise<number | undefined> {
  const { rows } = await database.query(
    {
      name: 'gateway.revision',
      text: 'SELECT revision FROM gateway.attempts WHERE payment_id = $1 AND provider = $2 AND lease_token = $3',
    },
    [attempt.paymentId, attempt.provider, token],
  );
  const [row] = rows;
  return row === undefined ? undefined : integer(row, 'revision');
}

/**
 * When the next attempt, or refund, at `provider` can be worked on, in milliseconds since 1970: when it is due, or when its lease runs
 * out. Undefined when there is none.
 */
export async function nextDue(
  database: Queryable,
  table: 'attempts' | 'refunds',
  provider: Provider,
): Promise<number | undefined> {
  const { rows } = await database.query(
    {
      name: `gateway.next-due.${table}`,
      text: `SELECT min(GREATEST(due_at, lease_until)) AS due_at FROM gateway.${table}
        WHERE provider = $1 AND phase <> 'SETTLED'`,
    },
    [provider],
  );
  const due = rows[0] === undefined ? undefined : optionalInstant(rows[0], 'due_at');
  return due === undefined ? undefined : Date.parse(due);
}

/**
 * The versions of payments' streams as the store has them. An attempt's row carries the version along, so this is needed
 * only after a conflict: when something else was written for the payment (a refund, a webhook) since the row was.
 */
export async function streamVersions(
  database: Queryable,
  paymentIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await database.query(
    {
      name: 'gateway.stream-versions',
      text: `SELECT aggregate_id, version FROM gateway.streams
        WHERE aggregate_type = 'gateway' AND aggregate_id = ANY($1)`,
    },
    [paymentIds],
  );
  return new Map(rows.map((row) => [text(row, 'aggregate_id'), integer(row, 'version')]));
}

/** The attempt of a payment at a provider, locked; undefined when there is none. For what comes from outside, not from a lease. */
export async function lockAttempt(
  tx: Transaction,
  paymentId: string,
  provider: Provider,
): Promise<StoredAttempt | undefined> {
  const [attempt] = await lockAttempts(tx, [{ paymentId, provider }]);
  return attempt;
}

/** As `lockAttempt`, for several. Those that do not exist are not among them. */
export async function lockAttempts(
  tx: Transaction,
  wanted: readonly Pick<Attempt, 'paymentId' | 'provider'>[],
): Promise<readonly StoredAttempt[]> {
  const { rows } = await tx.query(
    {
      name: 'gateway.lock-attempts',
      text: `SELECT ${COLUMNS} FROM gateway.attempts
        WHERE (payment_id, provider) IN (SELECT * FROM unnest($1::uuid[], $2::text[]))
        ORDER BY payment_id, provider FOR UPDATE`,
    },
    [wanted.map(({ paymentId }) => paymentId), wanted.map(({ provider }) => provider)],
  );
  return rows.map(stored);
}

/** Writes an attempt that is locked, and takes it away from whoever holds a lease on it. */
export async function overrideAttempt(tx: Transaction, attempt: Attempt, version: number): Promise<void> {
  await tx.query(
    {
      name: 'gateway.override',
      text: `UPDATE gateway.attempts SET phase = $3, number = $4, charge_id = $5, verifications = $6, due_at = $7,
          outcome = $8, cancelling_for = $9, waiting_since = $10, action_until = $11, version = $12,
          lease_token = NULL, lease_until = NULL, revision = revision + 1
        WHERE payment_id = $1 AND provider = $2`,
    },
    [
      attempt.paymentId,
      attempt.provider,
      attempt.phase,
      attempt.number,
      attempt.chargeId ?? null,
      attempt.verifications,
      attempt.dueAt,
      attempt.outcome ?? null,
      attempt.cancellingFor ?? null,
      attempt.waitingSince ?? null,
      attempt.actionUntil ?? null,
      version,
    ],
  );
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
