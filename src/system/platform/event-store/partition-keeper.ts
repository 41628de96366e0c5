/** Keeps the partitions of one service's event store as they should be: made ahead of time, archived when they are old, nothing astray. */
import type { Runtime } from '../runtime.ts';
import { archivePartition, createPartition, listPartitions, strayEvents } from './partition-store.ts';
import { monthsExpired, monthsNeeded } from './partitions.ts';

/** What was done. Names of months are like `2026_01`. */
export interface PartitionsKept {
  readonly created: readonly string[];
  readonly archived: readonly string[];
  /** Events that had fallen into the default partition and were moved. */
  readonly strays: number;
}

/**
 * Makes what is missing, moves what went astray, and archives what is too old. To be called by one instance at a time.
 *
 * @param now milliseconds since 1970.
 */
export async function keepPartitions(runtime: Runtime, now: number): Promise<PartitionsKept> {
  const { pool, name: schema, log } = runtime;
  const { partitionsAhead, retentionMonths } = runtime.config.eventStore;
  const { attached } = await listPartitions(pool, schema);
  const existing = new Set(attached.map(({ name }) => name));
  const strays = await strayEvents(pool, schema);
  const missing = new Map(
    [...monthsNeeded(now, partitionsAhead), ...strays.months].map((month) => [month.name, month]),
  );
  const created: string[] = [];
  for (const month of missing.values()) {
    if (existing.has(month.name)) continue;
    await createPartition(pool, schema, month);
    created.push(month.name);
  }
  const archived: string[] = [];
  for (const month of monthsExpired(attached, now, retentionMonths)) {
    await archivePartition(pool, schema, month);
    archived.push(month.name);
  }
  if (created.length > 0 || archived.length > 0)
    log.info({ created, archived }, 'The partitions of the event store were brought up to date.');
  if (strays.events > 0)
    await report(
      runtime,
      strays.events,
      strays.months.map(({ name }) => name),
    );
  return { created, archived, strays: strays.events };
}

/** Nothing is lost by it, but a partition was missing when it was needed, or a clock was wrong. */
async function report(runtime: Runtime, events: number, months: readonly string[]): Promise<void> {
  const reason =
    `${events} events of ${months.join(', ')} had no partition and fell into ${runtime.name}.events_default; they were moved to new ` +
    'partitions. Look whether the clocks of all machines are right.';
  runtime.log.error({ events, months }, reason);
  await runtime.performSettled(async (step) => {
    step.recordError({ kind: 'events-without-partition', reason, detail: { events, months } });
  });
}
