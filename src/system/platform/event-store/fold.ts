/**
 * Folding the events of one aggregate, from nothing or from a snapshot, up to a moment. Pure. Snapshot and tail give the same as all events,
 * because a state that was encoded and decoded evolves like one that was not; a property checks that for every projection.
 */
import type { Projection } from './projection.ts';
import type { StoredEvent } from './stored-event.ts';

/** How far a fold has come, and what has become of the state. */
export interface Folded<State> {
  readonly state: State;
  /** Number of events that are in it. */
  readonly version: number;
  /** Of the last of them; 0 before the first. */
  readonly sequence: number;
  /** When the last of them occurred (ISO 8601); empty before the first. */
  readonly occurredAt: string;
  /** The latest time of all of them: clocks of instances differ, so it need not be the last event's. */
  readonly occurredUntil: string;
}

/** A moment in the history of an aggregate: what was stored up to a sequence number, or had occurred up to an instant (ISO 8601, UTC). */
export type Moment = { readonly sequence: number } | { readonly at: string };

/** Snapshots are taken at every multiple of this many events. */
export const SNAPSHOT_EVERY = 100;

export function nothingFolded<State>(projection: Projection<State>, id: string): Folded<State> {
  return { state: projection.initial(id), version: 0, sequence: 0, occurredAt: '', occurredUntil: '' };
}

/**
 * One more event.
 *
 * @throws Error when it is not the next one: a fold with a hole in it would be wrong without anybody noticing.
 */
export function foldOne<State>(
  projection: Projection<State>,
  folded: Folded<State>,
  event: StoredEvent,
): Folded<State> {
  const { message, sequence } = event;
  if (message.aggregate_version !== folded.version + 1) {
    throw new Error(
      `The ${message.aggregate_type} ${message.aggregate_id} lacks its event ${folded.version + 1}: ${message.aggregate_version} follows ` +
        `${folded.version}. Look into the partitions of the event store and into the archive.`,
    );
  }
  const occurredAt = message.occurred_at;
  return {
    state: projection.evolve(folded.state, message),
    version: folded.version + 1,
    sequence,
    occurredAt,
    occurredUntil: occurredAt > folded.occurredUntil ? occurredAt : folded.occurredUntil,
  };
}

/** Whether an event belongs to the past as seen from `moment`. The first that does not ends the history, whatever comes after it. */
export function isWithin(event: StoredEvent, moment: Moment): boolean {
  return 'sequence' in moment ? event.sequence <= moment.sequence : event.message.occurred_at <= moment.at;
}
