/**
 * Rebuilds a read model from all events there are, while the service goes on: every row is put right in a transaction of its own in which
 * nobody else moves its aggregate, so at every moment each row is either as it was or as its events say.
 */
import type { Runtime } from '../runtime.ts';
import type { Inconsistency, ReplayedModel } from './replay.ts';
import { listStreams } from './streams.ts';

/** Aggregates that are locked together. */
const TOGETHER = 20;

export interface Rebuilt {
  readonly aggregates: number;
  readonly events: number;
  readonly found: readonly Inconsistency[];
}

/** Makes every row of `model` what its events say. Snapshots are left aside. */
export async function rebuild(runtime: Runtime, model: ReplayedModel): Promise<Rebuilt> {
  const place = { schema: runtime.name, aggregateType: model.aggregateType };
  let aggregates = 0;
  let events = 0;
  const found: Inconsistency[] = [...(await model.removeOrphans())];
  for (let afterId = ''; ; ) {
    const heads = await listStreams(runtime.read, place, afterId, TOGETHER);
    const last = heads.at(-1);
    if (last === undefined) break;
    const repaired = await model.repair(
      heads.map(({ id }) => id),
      true,
    );
    aggregates += repaired.aggregates;
    events += repaired.events;
    found.push(...repaired.found);
    afterId = last.id;
  }
  runtime.metrics.add('events_replayed_total', { store: runtime.name }, events);
  if (found.length > 0) runtime.metrics.add('inconsistencies_detected_total', { subject: model.name }, found.length);
  runtime.log.info(
    { readModel: model.name, aggregates, events, differences: found.length },
    'A read model was rebuilt.',
  );
  return { aggregates, events, found };
}
