/**
 * Anomaly: the stored events of an aggregate do not run 1, 2, 3, … A gap means that an event was lost or its number
 * burnt; a number that is there twice means that two writers both believed to be the next one (lost update).
 */
import type { PaymentHistory } from '../simulation/payments/history.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';
import { viewOf } from './view/view.ts';

export const versionsWithoutGaps: Property = {
  name: 'versions-without-gaps',
  claim: 'The versions of each aggregate run from 1 without gap or repetition, up to the one its stream knows.',
  check: (history) => firstOf(anomalies(history)),
};

function* anomalies(history: PaymentHistory): Generator<Verdict> {
  const view = viewOf(history);
  const streams = Map.groupBy(
    view.stored,
    ({ service, aggregateType, aggregateId }) => `${service}: ${aggregateType} ${aggregateId}`,
  );
  for (const [name, events] of streams) {
    const sorted = events.toSorted((a, b) => a.aggregateVersion - b.aggregateVersion);
    for (const [index, event] of sorted.entries()) {
      if (event.aggregateVersion === index + 1) continue;
      const around = sorted.slice(Math.max(0, index - 1), index + 1);
      const what = event.aggregateVersion <= index ? 'twice' : `without ${index + 1} before it`;
      yield violated(`${name} has version ${event.aggregateVersion} ${what}`, ...around);
      break;
    }
  }
  yield* wrongHeads(history, new Map([...streams].map(([name, events]) => [name, events.length])));
}

/** The row that guards a stream says how far it has come. */
function* wrongHeads(history: PaymentHistory, lengths: ReadonlyMap<string, number>): Generator<Verdict> {
  for (const service of ['payment', 'wallet', 'gateway', 'saga']) {
    for (const row of viewOf(history).rows(`${service}.streams`)) {
      const name = `${service}: ${row['aggregate_type'] ?? ''} ${row['aggregate_id'] ?? ''}`;
      const length = lengths.get(name) ?? 0;
      if (Number(row['version']) === length) continue;
      yield violated(`${name} has ${length} events, but its stream is at version ${row['version'] ?? 'none'}`, row);
    }
  }
}
