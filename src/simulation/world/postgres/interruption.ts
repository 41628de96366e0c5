/**
 * Why the simulation cancels a statement, and what Postgres would have said. The real backend is always cancelled in the same
 * way (as by a user, 57014); the client sees the error that belongs to the reason.
 */
import type { ErrorFields } from './wire.ts';

/** The reason to cancel a statement that waits for a lock. */
export type Interruption =
  | { readonly kind: 'lock timeout' }
  | { readonly kind: 'statement timeout' }
  | { readonly kind: 'cancel request' };

const CANCELLED = '57014';

/** Rewrites the error of a cancelled statement. */
export function interruptedError(interruption: Interruption, fields: ErrorFields): ErrorFields {
  if (fields.get('C') !== CANCELLED) return fields;
  const changed = new Map(fields);
  if (interruption.kind === 'lock timeout') {
    changed.set('C', '55P03').set('M', 'canceling statement due to lock timeout');
  } else if (interruption.kind === 'statement timeout') {
    changed.set('M', 'canceling statement due to statement timeout');
  }
  return changed;
}
