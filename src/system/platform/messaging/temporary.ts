/**
 * Which failures pass by themselves, and which of those are a message's own. A database that is away fails everybody, so one
 * waits for it; a message that keeps meeting locks or conflicts on its own rows must not hold up the others behind it.
 */
import { ConflictError, errorCode, isTransient } from '../errors.ts';
import type { RetryPolicy } from '../retry.ts';

/** Why a message became a dead letter. `temporary` ones are redriven by themselves, the others wait for a person. */
export type DeadLetterCause = 'unreadable' | 'temporary' | 'failed';

/** serialization_failure, deadlock_detected, lock_not_available, query_canceled (statement_timeout) */
const MET_OTHERS = new Set(['40001', '40P01', '55P03', '57014']);

/** True for a failure that comes from the rows that a message touches, not from the database as a whole. */
export function isOfItsRows(error: unknown): boolean {
  return error instanceof ConflictError || MET_OTHERS.has(errorCode(error) ?? '');
}

/** The cause that a failed handling has. */
export function causeOfFailure(error: unknown): DeadLetterCause {
  return isTransient(error) ? 'temporary' : 'failed';
}

/** Automatic redrives: six, from 5 s, times 3, to 10 min; about 20 minutes in all. After that a person is needed. */
export const REDRIVE_POLICY: RetryPolicy = { retries: 6, firstDelayMs: 5_000, maxDelayMs: 600_000, factor: 3 };
