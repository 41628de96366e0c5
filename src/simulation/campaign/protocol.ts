/**
 * What the campaign and its worker processes say to one another. Both ends are the same version of the same code,
 * so the tag of a message is all that is checked at the boundary.
 */
import type { FaultProfile, RunInput, SystemName } from './engine.ts';
import type { PlainError } from './errors.ts';
import type { RunOutcome, Wanted } from './outcome.ts';

/** One run to be done: drawn from a seed where it runs, or given in full. */
export type Job =
  | { readonly kind: 'seed'; readonly scenario: string; readonly seed: number; readonly faults: FaultProfile }
  | { readonly kind: 'input'; readonly input: RunInput };

export type ToWorker =
  | { readonly type: 'open'; readonly engine: string; readonly system: SystemName; readonly template: unknown }
  | { readonly type: 'run'; readonly id: number; readonly job: Job; readonly wanted: Wanted }
  | { readonly type: 'close' };

export type FromWorker =
  | { readonly type: 'opened' }
  | { readonly type: 'refused'; readonly error: PlainError }
  | { readonly type: 'done'; readonly id: number; readonly outcome: RunOutcome }
  | { readonly type: 'failed'; readonly id: number; readonly error: PlainError; readonly input?: RunInput };

const toWorkerTypes: ReadonlySet<unknown> = new Set(['open', 'run', 'close']);
const fromWorkerTypes: ReadonlySet<unknown> = new Set(['opened', 'refused', 'done', 'failed']);

export function isToWorker(message: unknown): message is ToWorker {
  return toWorkerTypes.has(typeOf(message));
}

export function isFromWorker(message: unknown): message is FromWorker {
  return fromWorkerTypes.has(typeOf(message));
}

function typeOf(message: unknown): unknown {
  return typeof message === 'object' && message !== null && 'type' in message ? message.type : undefined;
}
