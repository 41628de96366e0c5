/**
 * Looks after the event store of one service, beside the ordinary work: compares read models with the events that have come since its
 * checkpoint and puts right what differs, takes the snapshots that are due, and keeps the partitions. One instance of a service does it at a
 * time; the others find the lock taken and leave it.
 */
import { Alarm } from '../alarm.ts';
import { alone } from '../connection.ts';
import { isTransient } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import type { Worker } from '../service.ts';
import { isSnapshotDue, moveCheckpoint, readCheckpoint } from './checkpoints.ts';
import { Frontier } from './frontier.ts';
import { keepPartitions } from './partition-keeper.ts';
import { type Inconsistency, REPLAY_BATCH, type ReplayedModel } from './replay.ts';
import { beginningOf, lastSequence, readSequences, readWindow, type SequencedEvent } from './streams.ts';

/** Longer than any transaction can take: its statements and pauses have time-outs. */
const GAP_PATIENCE_MS = 300_000;
const PARTITIONS_EVERY_MS = 3_600_000;
/** Name of the checkpoint. */
const READER = 'replay';

/** What one look did. */
export interface CaughtUp {
  /** Events that have come since the last look. */
  readonly events: number;
  readonly aggregates: number;
  readonly snapshots: number;
  readonly found: readonly Inconsistency[];
}

/** How the last look went, for people. */
export interface CheckStatus {
  readonly at: string;
  readonly aggregates: number;
  readonly inconsistencies: number;
}

export class Caretaker implements Worker {
  readonly #runtime: Runtime;
  readonly #models: readonly ReplayedModel[];
  readonly #alarm = new Alarm(() => this.#look());
  #frontier: Frontier | undefined;
  #partitionsKeptAt = Number.NEGATIVE_INFINITY;
  #lastCheck: CheckStatus | undefined;
  #inconsistencies = 0;

  constructor(runtime: Runtime, models: readonly ReplayedModel[]) {
    this.#runtime = runtime;
    this.#models = models;
  }

  start(): void {
    this.#alarm.within(this.#runtime.config.eventStore.checkIntervalMs);
  }

  stop(): Promise<void> {
    return this.#alarm.stop();
  }

  /** Of this instance; undefined while it has not looked. */
  get lastCheck(): CheckStatus | undefined {
    return this.#lastCheck;
  }

  /** All that this instance has found. */
  get inconsistencies(): number {
    return this.#inconsistencies;
  }

  /**
   * Keeps the partitions and looks at everything that has come since the checkpoint; at everything there is when there is none.
   *
   * @returns undefined when another instance is at it.
   */
  catchUp(): Promise<CaughtUp | undefined> {
    return alone(this.#runtime.pool, `${this.#runtime.name}.event-store`, async () => {
      if (Date.now() - this.#partitionsKeptAt >= PARTITIONS_EVERY_MS) {
        await keepPartitions(this.#runtime, Date.now());
        this.#partitionsKeptAt = Date.now();
      }
      const caughtUp = await this.#follow();
      this.#note(caughtUp);
      return caughtUp;
    });
  }

  async #look(): Promise<void> {
    this.#alarm.within(this.#runtime.config.eventStore.checkIntervalMs);
    try {
      await this.catchUp();
    } catch (error) {
      const level = isTransient(error) ? 'warn' : 'error';
      this.#runtime.log[level]({ err: error }, 'The event store could not be looked after; it is tried again.');
    }
  }

  #note({ aggregates, found }: CaughtUp): void {
    this.#lastCheck = { at: new Date().toISOString(), aggregates, inconsistencies: found.length };
    this.#inconsistencies += found.length;
    for (const { readModel, id, field, expected, actual } of found) {
      this.#runtime.metrics.add('inconsistencies_detected_total', { subject: readModel });
      this.#runtime.log.error(
        { readModel, id, field, expected, actual },
        'A read model differed from its events; it was corrected.',
      );
    }
  }

  async #follow(): Promise<CaughtUp> {
    const { read, name: schema } = this.#runtime;
    const checkpoint = await readCheckpoint(read, schema, READER);
    // Another instance may have come further since.
    if (this.#frontier === undefined || this.#frontier.highest < checkpoint) {
      this.#frontier = new Frontier(checkpoint === 0 ? await beginningOf(read, schema) : checkpoint, GAP_PATIENCE_MS);
    }
    const frontier = this.#frontier;
    const looks: CaughtUp[] = [await this.#settle(frontier)];
    const last = await lastSequence(read, schema);
    while (frontier.highest < last) {
      const upTo = Math.min(frontier.highest + REPLAY_BATCH, last);
      const events = await readWindow(read, schema, frontier.highest, upTo);
      looks.push(await this.#lookAt(events));
      frontier.advance(
        upTo,
        events.map(({ sequence }) => sequence),
        Date.now(),
      );
      await moveCheckpoint(read, schema, READER, frontier.position);
    }
    if (frontier.position > checkpoint) await moveCheckpoint(read, schema, READER, frontier.position);
    return {
      events: sum(looks, ({ events }) => events),
      aggregates: sum(looks, ({ aggregates }) => aggregates),
      snapshots: sum(looks, ({ snapshots }) => snapshots),
      found: looks.flatMap(({ found }) => found),
    };
  }

  /** Events whose transactions were longer under way than those of later numbers. */
  async #settle(frontier: Frontier): Promise<CaughtUp> {
    const { missing } = frontier;
    const late = missing.length === 0 ? [] : await readSequences(this.#runtime.read, this.#runtime.name, missing);
    const look = await this.#lookAt(late);
    frontier.settle(
      late.map(({ sequence }) => sequence),
      Date.now(),
    );
    return look;
  }

  async #lookAt(events: readonly SequencedEvent[]): Promise<CaughtUp> {
    let aggregates = 0;
    let snapshots = 0;
    const found: Inconsistency[] = [];
    for (const model of this.#models) {
      const own = events.filter(({ aggregateType }) => aggregateType === model.aggregateType);
      const ids = distinct(own);
      if (ids.length === 0) continue;
      const checked = await model.check(ids);
      aggregates += checked.aggregates;
      this.#runtime.metrics.add('events_replayed_total', { store: this.#runtime.name }, checked.events);
      // One at a time: what is locked stays locked only for the moment in which it is put right.
      for (const id of checked.suspects) found.push(...(await model.repair([id], false)).found);
      const due = distinct(own.filter(({ version }) => isSnapshotDue(version)));
      if (due.length > 0) snapshots += await model.takeSnapshots(due);
    }
    return { events: events.length, aggregates, snapshots, found };
  }
}

function distinct(events: readonly SequencedEvent[]): readonly string[] {
  return [...new Set(events.map(({ aggregateId }) => aggregateId))];
}

function sum<T>(list: readonly T[], value: (one: T) => number): number {
  return list.reduce((total, one) => total + value(one), 0);
}
