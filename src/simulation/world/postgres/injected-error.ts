/**
 * Errors that a statement is made to end with although nothing is wrong with it. Only such as Postgres may give at any statement of
 * that kind, so that a client which is right is right under them; 23505 is not among them, because it says something about the data.
 * The real backend is given a text that it cannot parse, so that its transaction fails as well.
 */
import type { Batch } from './frontend-reader.ts';
import type { Intent } from './statement-book.ts';
import { type ErrorFields, FRONTEND, message, queryMessage } from './wire.ts';

/** By SQLSTATE, in words; `writes` where only a statement that changes data can end so. */
export const INJECTED_ERRORS = {
  '40001': 'could not serialize access due to concurrent update',
  '40P01': 'deadlock detected',
  '55P03': 'canceling statement due to lock timeout',
  '57014': 'canceling statement due to statement timeout',
  '53100': 'could not extend file: No space left on device',
  '53200': 'out of memory',
} as const;

const ONLY_WRITES: ReadonlySet<string> = new Set(['40P01', '55P03', '53100']);
/** Statements about transactions and sessions, which don't fail for such reasons. */
const NEVER: ReadonlySet<string> = new Set(['', 'begin', 'start', 'commit', 'end', 'rollback', 'abort', 'set', 'show']);

export type InjectedState = keyof typeof INJECTED_ERRORS;

/** True if a batch can end with this error, and can be made to. */
export function canFailWith(
  sqlState: InjectedState,
  { boundary }: Batch,
  { command, commits, writes }: Intent,
): boolean {
  if (boundary !== 'query' && boundary !== 'sync') return false;
  return !commits && !NEVER.has(command) && (writes || !ONLY_WRITES.has(sqlState));
}

/** Text that no Postgres accepts. */
const NONSENSE = 'refused';
const PARSE_NONSENSE = message(FRONTEND.parse, Buffer.from(`\0${NONSENSE}\0\0\0`));
const SYNC = message(FRONTEND.sync, Buffer.alloc(0));

/** What the backend gets in place of a batch that shall fail. */
export function failingRequest({ boundary }: Batch): Buffer {
  return boundary === 'query' ? queryMessage(NONSENSE) : Buffer.concat([PARSE_NONSENSE, SYNC]);
}

/** What the client sees. */
export function injectedError(sqlState: InjectedState): ErrorFields {
  return new Map([
    ['S', 'ERROR'],
    ['V', 'ERROR'],
    ['C', sqlState],
    ['M', INJECTED_ERRORS[sqlState]],
  ]);
}
