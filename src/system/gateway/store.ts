/**
 * The SQL of the gateway. An attempt is worked on by whoever holds its lease; every write of a worker is bound to its
 * token and to the revision that it read, so one that was overtaken writes nothing.
 */
import {
  type Cause,
  instant,
  integer,
  optionalInstant,
  optionalText,
  type Queryable,
  type Row,
  type Transaction,
  text,
} from '../platform/index.ts';
import { type Attempt, isProvider, PHASES, type Phase, type Provider } from './attempt.ts';

/** An attempt together with what is needed to write it. */
export interface StoredAttempt {
  readonly attempt: Attempt;
  readonly cause: Cause;
  /** Of the row. */
  readonly revision: number;
  /** Of the payment's event stream. */
  readonly version: number;
}

/** An attempt on which this worker may work. */
export interface Lease extends StoredAttempt {
  readonly token: string;
}

/** An attempt that was found due, with the lease that somebody may have let run out. */
export interface Claimed extends Lease {
  /** True when its last worker did not give the lease back: a call of its may have had its effect. */
  readonly interrupted: boolean;
}

const COLUMNS = `payment_id, provider, amount, currency, phase, number, charge_id, verifications, due_at,
  revision, version, correlation_id, causation_id`;

/**
 * Adds attempts that are due at once.
 *
 * @returns the payments whose attempt was added; one that is missing had an attempt at that provider before.
 */
export async function insertAttempts(
  tx: Transaction,
  attempts: readonly { readonly attempt: Attempt; readonly cause: Cause }[],
): Promise<ReadonlySet<string>> {
  const { rows } = await tx.query(
    {
      name: 'gateway.insert-attempts',
      text: `INSERT INTO gateway.attempts (${COLUMNS})
        SELECT ${COLUMNS} FROM jsonb_to_recordset($1::jsonb) AS a(payment_id uuid, provider text, amount bigint,
          currency text, phase text, number int, charge_id text, verifications int, due_at timestamptz,
          revision bigint, version bigint, correlation_id uuid, causation_id uuid)
        ON CONFLICT DO NOTHING RETURNING payment_id`,
    },
    [JSON.stringify(attempts.map(({ attempt, cause }) => newRow(attempt, cause)))],
  );
  return new Set(rows.map((row) => text(row, 'payment_id')));
}

/**
 * Leases at most `limit` attempts at `provider` that are due at `now` and not leased, earliest first. The version of
 * each stream is already counted up by one, for the `GatewayRequestSent` that the caller appends.
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
): Promise<readonly Claimed[]> {
  const { rows } = await tx.query(
    {
      name: 'gateway.claim',
      text: `UPDATE gateway.attempts a SET lease_token = $3, lease_until = $5, revision = a.revision + 1,
          version = a.version + 1
        FROM (SELECT payment_id, provider, lease_until IS NOT NULL AS interrupted FROM gateway.attempts
          WHERE provider = $1 AND phase <> 'SETTLED' AND due_at <= $4 AND (lease_until IS NULL OR lease_until <= $4)
          ORDER BY due_at, payment_id LIMIT $2 FOR UPDATE SKIP LOCKED) AS due
        WHERE a.payment_id = due.payment_id AND a.provider = due.provider
        RETURNING ${COLUMNS.replaceAll(/\w+/g, 'a.$&')}, due.interrupted`,
    },
    [claim.provider, claim.limit, claim.token, iso(claim.now), iso(claim.now + claim.leaseMs)],
  );
  return rows
    .map((row) => ({ ...stored(row), token: claim.token, interrupted: row['interrupted'] === true }))
    .sort((a, b) => (a.attempt.paymentId < b.attempt.paymentId ? -1 : 1));
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
            $9::timestamptz[], $10::timestamptz[], $11::bigint[])
            AS w(payment_id, provider, token, revision_read, phase, number, charge_id, verifications, due_at, lease_until,
              version)
        )
        UPDATE gateway.attempts a SET phase = w.phase, number = w.number, charge_id = w.charge_id,
          verifications = w.verifications, due_at = w.due_at, lease_until = w.lease_until, version = w.version,
          revision = a.revision + 1
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
 * When the next attempt at `provider` can be worked on, in milliseconds since 1970: when it is due, or when its lease runs
 * out. Undefined when there is none.
 */
export async function nextDue(database: Queryable, provider: Provider): Promise<number | undefined> {
  const { rows } = await database.query(
    {
      name: 'gateway.next-due',
      text: `SELECT min(GREATEST(due_at, lease_until)) AS due_at FROM gateway.attempts
        WHERE provider = $1 AND phase <> 'SETTLED'`,
    },
    [provider],
  );
  const due = rows[0] === undefined ? undefined : optionalInstant(rows[0], 'due_at');
  return due === undefined ? undefined : Date.parse(due);
}

function newRow(attempt: Attempt, cause: Cause): Row {
  return {
    payment_id: attempt.paymentId,
    provider: attempt.provider,
    amount: attempt.amount,
    currency: attempt.currency,
    phase: attempt.phase,
    number: attempt.number,
    charge_id: attempt.chargeId,
    verifications: attempt.verifications,
    due_at: attempt.dueAt,
    revision: 0,
    version: 0,
    correlation_id: cause.correlationId,
    causation_id: cause.causationId,
  };
}

function stored(row: Row): StoredAttempt {
  const chargeId = optionalText(row, 'charge_id');
  return {
    attempt: {
      paymentId: text(row, 'payment_id'),
      provider: providerOf(row),
      amount: integer(row, 'amount'),
      currency: text(row, 'currency'),
      phase: phaseOf(row),
      number: integer(row, 'number'),
      ...(chargeId === undefined ? {} : { chargeId }),
      verifications: integer(row, 'verifications'),
      dueAt: instant(row, 'due_at'),
    },
    cause: { correlationId: text(row, 'correlation_id'), causationId: text(row, 'causation_id') },
    revision: integer(row, 'revision'),
    version: integer(row, 'version'),
  };
}

function providerOf(row: Row): Provider {
  const name = text(row, 'provider');
  if (!isProvider(name))
    throw new Error(`An attempt is stored for the provider ${name}, which this version does not know.`);
  return name;
}

function phaseOf(row: Row): Phase {
  const name = text(row, 'phase');
  const phase = PHASES.find((one) => one === name);
  if (phase === undefined)
    throw new Error(`An attempt is stored in the phase ${name}, which this version does not know.`);
  return phase;
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
