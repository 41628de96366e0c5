/** Redriving many dead letters, oldest first. When one of a key fails, its later ones are left alone, so that none overtakes it. */
import type { Runtime } from '../../runtime.ts';
import type { Letter } from './letter.ts';
import { type LetterFilter, listLetters } from './listing.ts';
import type { RedriveOutcome, Redriver } from './redriver.ts';

/** What became of one letter of many. */
export interface RedriveResult {
  readonly dead_letter_id: string;
  readonly outcome: RedriveOutcome['outcome'] | 'left-alone';
  readonly reason?: string;
}

/** Redrives up to `limit` waiting letters that match. */
export async function redriveMany(
  runtime: Runtime,
  redriver: Redriver,
  filter: Omit<LetterFilter, 'state'>,
  limit: number,
  by: string,
): Promise<readonly RedriveResult[]> {
  const letters = await listLetters(runtime.read, runtime.name, { ...filter, state: 'waiting' }, limit);
  const failedKeys = new Set<string>();
  const results: RedriveResult[] = [];
  for (const letter of letters) {
    if (failedKeys.has(keyOf(letter))) {
      results.push({ dead_letter_id: letter.id, outcome: 'left-alone', reason: 'An earlier one of its key failed.' });
      continue;
    }
    const outcome = await redriver.redrive(letter.id, by);
    if (outcome.outcome === 'failed') failedKeys.add(keyOf(letter));
    results.push({
      dead_letter_id: letter.id,
      outcome: outcome.outcome,
      ...(outcome.outcome === 'failed' ? { reason: outcome.reason } : {}),
    });
  }
  return results;
}

/** Letters without a key have no order among them. */
function keyOf({ id, topic, key }: Letter): string {
  return key === undefined ? id : `${topic} ${key}`;
}
