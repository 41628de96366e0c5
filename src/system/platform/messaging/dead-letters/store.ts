/** The SQL of dead letters. A letter is written in the transaction that gives its message up, so that none can be missed. */
import type { Queryable } from '../../database.ts';
import { text } from '../../rows.ts';
import type { Transaction } from '../../transaction.ts';
import type { DeadLetterCause } from '../temporary.ts';
import { LETTER_COLUMNS, type Letter, type LetterState, letterOf } from './letter.ts';

/** A letter that is new: it waits, and has not been redriven. */
export type NewLetter = Omit<Letter, 'state' | 'redrives' | 'resolvedAt' | 'resolvedBy' | 'resolution'>;

/** Keeps a letter. One that is known already stays as it is: its message was only delivered again. */
export async function insertLetter(tx: Transaction, schema: string, letter: NewLetter): Promise<void> {
  await tx.query(
    {
      name: `${schema}.dead-letters.insert`,
      text: `INSERT INTO ${schema}.dead_letters (dead_letter_id, topic, partition, record_offset, message_key, headers, value_base64,
  event_type, cause, reason, errors, attempts, first_failed_at, last_failed_at, state, redrives, next_redrive_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'waiting', 0, $15) ON CONFLICT DO NOTHING`,
    },
    [
      letter.id,
      letter.topic,
      letter.partition,
      letter.offset,
      letter.key ?? null,
      JSON.stringify(letter.headers),
      letter.valueBase64,
      letter.eventType ?? null,
      letter.cause,
      letter.reason,
      JSON.stringify(letter.errors),
      letter.attempts,
      letter.firstFailedAt,
      letter.lastFailedAt,
      letter.nextRedriveAt ?? null,
    ],
  );
}

/** A letter by id. */
export async function findLetter(database: Queryable, schema: string, id: string): Promise<Letter | undefined> {
  const { rows } = await database.query(
    {
      name: `${schema}.dead-letters.find`,
      text: `SELECT ${LETTER_COLUMNS} FROM ${schema}.dead_letters WHERE dead_letter_id = $1`,
    },
    [id],
  );
  return rows[0] === undefined ? undefined : letterOf(rows[0]);
}

/** A letter by id, which nobody else can settle until the end of the transaction. */
export async function lockLetter(tx: Transaction, schema: string, id: string): Promise<Letter | undefined> {
  const { rows } = await tx.query(
    {
      name: `${schema}.dead-letters.lock`,
      text: `SELECT ${LETTER_COLUMNS} FROM ${schema}.dead_letters WHERE dead_letter_id = $1 FOR UPDATE`,
    },
    [id],
  );
  return rows[0] === undefined ? undefined : letterOf(rows[0]);
}

/** How a letter ended. */
export interface Resolution {
  readonly state: Exclude<LetterState, 'waiting'>;
  readonly by: string;
  readonly resolution: string;
}

/** Ends a letter, and with it the open error that was recorded about it. */
export async function resolveLetter(tx: Transaction, schema: string, id: string, end: Resolution): Promise<void> {
  await tx.query(
    {
      name: `${schema}.dead-letters.resolve`,
      text: `WITH ended AS (
  UPDATE ${schema}.dead_letters SET state = $2, resolved_at = $3, resolved_by = $4, resolution = $5, next_redrive_at = NULL
  WHERE dead_letter_id = $1
)
UPDATE ${schema}.errors SET resolved_at = $3, resolved_by = $4, resolution = $5
WHERE event_id = $1 AND kind = 'dead-letter' AND resolved_at IS NULL`,
    },
    [id, end.state, new Date().toISOString(), end.by, end.resolution],
  );
}

/** How a redrive failed. */
export interface FailedRedrive {
  readonly cause: DeadLetterCause;
  readonly reason: string;
  readonly errors: readonly string[];
  readonly nextRedriveAt?: string;
}

/** Notes that a letter failed once more. The latest twenty errors are kept. */
export async function noteFailedRedrive(
  tx: Transaction,
  schema: string,
  letter: Letter,
  failed: FailedRedrive,
): Promise<void> {
  await tx.query(
    {
      name: `${schema}.dead-letters.failed`,
      text: `UPDATE ${schema}.dead_letters SET cause = $2, reason = $3, errors = $4, attempts = attempts + 1, redrives = redrives + 1,
  last_failed_at = $5, next_redrive_at = $6
WHERE dead_letter_id = $1 AND state = 'waiting'`,
    },
    [
      letter.id,
      failed.cause,
      failed.reason,
      JSON.stringify([...letter.errors, ...failed.errors].slice(-20)),
      new Date().toISOString(),
      failed.nextRedriveAt ?? null,
    ],
  );
}

/**
 * Takes letters that are due to be redriven by themselves, oldest first, so that until `leaseUntil` no other instance does.
 *
 * @returns their ids.
 */
export async function claimDueLetters(
  database: Queryable,
  schema: string,
  at: { readonly now: string; readonly leaseUntil: string },
  limit: number,
): Promise<readonly string[]> {
  const { rows } = await database.query(
    {
      name: `${schema}.dead-letters.due`,
      text: `UPDATE ${schema}.dead_letters SET next_redrive_at = $2 WHERE dead_letter_id IN (
  SELECT dead_letter_id FROM ${schema}.dead_letters WHERE next_redrive_at <= $1 ORDER BY next_redrive_at LIMIT $3
  FOR UPDATE SKIP LOCKED)
RETURNING dead_letter_id, first_failed_at`,
    },
    [at.now, at.leaseUntil, limit],
  );
  const byAge = rows.toSorted((a, b) => Number(a['first_failed_at']) - Number(b['first_failed_at']));
  return byAge.map((row) => text(row, 'dead_letter_id'));
}
