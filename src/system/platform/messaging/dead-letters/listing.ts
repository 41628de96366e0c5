/** Looking through dead letters, oldest first, so that those of one key can be redriven in the order in which they failed. */
import type { Queryable } from '../../database.ts';
import { LETTER_COLUMNS, type Letter, letterOf } from './letter.ts';

/** What of it a list is to show; without a field, whatever it is. */
export interface LetterFilter {
  readonly state?: string;
  readonly topic?: string;
  readonly eventType?: string;
  readonly cause?: string;
  readonly key?: string;
}

/** Up to `limit` letters that match, from the one after the letter `after` on. */
export async function listLetters(
  database: Queryable,
  schema: string,
  filter: LetterFilter,
  limit: number,
  after?: string,
): Promise<readonly Letter[]> {
  const { rows } = await database.query(
    {
      name: `${schema}.dead-letters.list`,
      text: `SELECT ${LETTER_COLUMNS} FROM ${schema}.dead_letters
WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR topic = $2) AND ($3::text IS NULL OR event_type = $3)
  AND ($4::text IS NULL OR cause = $4) AND ($5::text IS NULL OR message_key = $5)
  AND ($6::uuid IS NULL OR (first_failed_at, dead_letter_id) > (
    SELECT first_failed_at, dead_letter_id FROM ${schema}.dead_letters WHERE dead_letter_id = $6))
ORDER BY first_failed_at, dead_letter_id LIMIT $7`,
    },
    [
      filter.state ?? null,
      filter.topic ?? null,
      filter.eventType ?? null,
      filter.cause ?? null,
      filter.key ?? null,
      after ?? null,
      limit,
    ],
  );
  return rows.map(letterOf);
}
