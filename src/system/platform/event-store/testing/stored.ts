/** For tests of projections: drafts as the store would keep them. */
import { type Draft, type Message, newCause, toMessage } from '../../messages.ts';
import type { Folded } from '../fold.ts';
import { foldOne, nothingFolded } from '../fold.ts';
import type { Projection } from '../projection.ts';
import type { StoredEvent } from '../stored-event.ts';

/** The history of one aggregate; sequence numbers have gaps, as in a store with other aggregates. */
export function history(type: Message['aggregate_type'], id: string, drafts: readonly Draft[]): readonly StoredEvent[] {
  return drafts.map((draft, index) => ({
    sequence: 10 + index * 3,
    message: toMessage(draft, { type, id, version: index + 1 }, newCause()),
  }));
}

/** All of a history, from nothing or from a fold of its beginning. */
export function foldAll<State>(
  projection: Projection<State>,
  id: string,
  events: readonly StoredEvent[],
  from: Folded<State> = nothingFolded(projection, id),
): Folded<State> {
  return events.slice(from.version).reduce((folded, event) => foldOne(projection, folded, event), from);
}

/** A fold as it comes back from a snapshot: through JSON. */
export function throughSnapshot<State>(
  projection: Projection<State>,
  id: string,
  folded: Folded<State>,
): Folded<State> {
  const stored: unknown = JSON.parse(JSON.stringify(projection.encode(folded.state)));
  if (typeof stored !== 'object' || stored === null) throw new Error('A snapshot has to be an object.');
  const state = projection.decode(id, { ...stored });
  if (state === undefined) throw new Error('A snapshot could not be read again.');
  return { ...folded, state };
}
