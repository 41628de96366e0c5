/**
 * Replays one read model: folds aggregates from their events, compares its rows with the fold and puts them right, takes snapshots, and tells
 * the past. Nothing outside of the database follows from a replay; it only ever calls the pure `evolve`.
 */
import type { Queryable } from '../database.ts';
import { newCause } from '../messages.ts';
import { text } from '../rows.ts';
import type { Runtime } from '../runtime.ts';
import type { Step } from '../step.ts';
import type { Transaction } from '../transaction.ts';
import { batchesOf } from './batches.ts';
import { isSnapshotDue, latestSnapshots, saveSnapshots } from './checkpoints.ts';
import { type Folded, foldOne, isWithin, type Moment, nothingFolded } from './fold.ts';
import type { Difference, Projection } from './projection.ts';
import type { StoredEvent } from './stored-event.ts';
import { findStreams, readSpans, type StreamHead } from './streams.ts';

/** Events that are read at a time. */
export const REPLAY_BATCH = 1_000;

/** A row that was not what the events say. */
export interface Inconsistency extends Difference {
  readonly readModel: string;
  readonly id: string;
}

/** What a replay did. */
export interface ReplayCount {
  readonly aggregates: number;
  readonly events: number;
}

/** An aggregate as it was at a moment. */
export interface PastState {
  readonly id: string;
  readonly version: number;
  readonly sequence: number;
  readonly occurred_at: string;
  readonly state: Readonly<Record<string, unknown>>;
  /** Events that were read for it, after the snapshot from which it was told. */
  readonly events_replayed: number;
}

type Known<State> = ReadonlyMap<string, Folded<State>>;

/** One read model that can be replayed, whatever its state is made of. */
export interface ReplayedModel {
  readonly name: string;
  readonly aggregateType: string;
  /** Looks at these aggregates without locks; `suspects` are those whose row may be wrong, or was just being written. */
  check(ids: readonly string[]): Promise<ReplayCount & { readonly suspects: readonly string[] }>;
  /**
   * Makes the rows of these aggregates what their events say, each in a transaction in which nobody else moves it, and publishes what was wrong.
   *
   * @param full true to replay all events, false to start at the latest snapshots.
   */
  repair(ids: readonly string[], full: boolean): Promise<ReplayCount & { readonly found: readonly Inconsistency[] }>;
  /** Removes the rows of which there are no events at all, and publishes which. */
  removeOrphans(): Promise<readonly Inconsistency[]>;
  /** Keeps the snapshots that are due for these aggregates; returns how many. */
  takeSnapshots(ids: readonly string[]): Promise<number>;
  /** The aggregate as it was at `moment`, or as it is; undefined when it did not exist. */
  stateAt(id: string, moment?: Moment): Promise<PastState | undefined>;
}

export class Replay<State> implements ReplayedModel {
  readonly #runtime: Runtime;
  readonly #projection: Projection<State>;

  constructor(runtime: Runtime, projection: Projection<State>) {
    this.#runtime = runtime;
    this.#projection = projection;
  }

  get name(): string {
    return this.#projection.name;
  }

  get aggregateType(): string {
    return this.#projection.aggregateType;
  }

  async check(ids: readonly string[]): Promise<ReplayCount & { readonly suspects: readonly string[] }> {
    const { read } = this.#runtime;
    const heads = await findStreams(read, this.#place, ids, false);
    const { folds, events } = await this.#fold(read, heads, await this.#snapshots(read, ids));
    const rows = await this.#projection.rows(read, ids, false);
    const suspects = heads.filter(({ id }) => {
      const folded = folds.get(id);
      return folded !== undefined && this.#compare(id, folded, rows.get(id)).length > 0;
    });
    return { aggregates: heads.length, events, suspects: suspects.map(({ id }) => id) };
  }

  async repair(
    ids: readonly string[],
    full: boolean,
  ): Promise<ReplayCount & { readonly found: readonly Inconsistency[] }> {
    const { read } = this.#runtime;
    // Most events are read before anything is locked; under the locks only those that have come since.
    const heads = await findStreams(read, this.#place, ids, false);
    const before = await this.#fold(read, heads, full ? new Map() : await this.#snapshots(read, ids));
    const after = await this.#runtime.performSettled((step) => this.#repairIn(step, ids, before.folds));
    return { aggregates: heads.length, events: before.events + after.events, found: after.found };
  }

  removeOrphans(): Promise<readonly Inconsistency[]> {
    const { name: schema } = this.#runtime;
    const { name, idColumn, aggregateType } = this.#projection;
    return this.#runtime.performSettled(async (step) => {
      const { rows } = await step.tx.query(
        {
          name: `${schema}.${name}.orphans`,
          text: `DELETE FROM ${schema}.${name} r WHERE NOT EXISTS (
  SELECT FROM ${schema}.streams s WHERE s.aggregate_type = $1 AND s.aggregate_id = r.${idColumn}::text
) RETURNING ${idColumn}::text AS id`,
        },
        [aggregateType],
      );
      const found = rows.map((row) => {
        return { readModel: name, id: text(row, 'id'), field: 'row', expected: 'missing', actual: 'present' };
      });
      for (const one of found) {
        step.touch({ type: aggregateType, id: one.id });
        this.#report(step, one);
      }
      return found;
    });
  }

  async takeSnapshots(ids: readonly string[]): Promise<number> {
    const { read, name } = this.#runtime;
    const known = await this.#snapshots(read, ids);
    const due: { readonly id: string; readonly folded: Folded<State> }[] = [];
    const heads = await findStreams(read, this.#place, ids, false);
    await this.#fold(read, heads, known, (id, folded) => {
      if (isSnapshotDue(folded.version)) due.push({ id, folded });
    });
    await saveSnapshots(read, name, this.#projection, due);
    return due.length;
  }

  async stateAt(id: string, moment?: Moment): Promise<PastState | undefined> {
    const { read } = this.#runtime;
    const [head] = await findStreams(read, this.#place, [id], false);
    if (head === undefined) return undefined;
    const snapshots = await latestSnapshots(read, this.#runtime.name, this.#projection, [id], moment);
    let folded = snapshots.get(id) ?? nothingFolded(this.#projection, id);
    const from = folded.version;
    for (const batch of batchesOf([{ id, after: folded.version, upTo: head.version }], REPLAY_BATCH)) {
      const events = await readSpans(read, this.#place, batch);
      const past = moment === undefined ? events : events.slice(0, pastLength(events, moment));
      for (const event of past) folded = foldOne(this.#projection, folded, event);
      if (past.length < events.length) break;
    }
    if (folded.version === 0) return undefined;
    const { version, sequence, occurredAt } = folded;
    const state = this.#projection.encode(folded.state);
    return { id, version, sequence, occurred_at: occurredAt, state, events_replayed: version - from };
  }

  get #place() {
    return { schema: this.#runtime.name, aggregateType: this.#projection.aggregateType };
  }

  #snapshots(database: Queryable, ids: readonly string[]): Promise<Known<State>> {
    return latestSnapshots(database, this.#runtime.name, this.#projection, ids);
  }

  async #repairIn(step: Step, ids: readonly string[], known: Known<State>) {
    const { tx } = step;
    // In the order in which services lock them: first the rows of the read model, then the streams.
    const rows = await this.#projection.rows(tx, ids, true);
    const heads = await findStreams(tx, this.#place, ids, true);
    const { folds, events } = await this.#fold(tx, heads, known);
    const found: Inconsistency[] = [];
    for (const { id } of heads) {
      const folded = folds.get(id);
      if (folded === undefined) continue;
      const differences = this.#compare(id, folded, rows.get(id));
      if (differences.length === 0) continue;
      await this.#restore(tx, id, folded, rows);
      // What is shown of it from a cache may be wrong as well.
      step.touch({ type: this.#projection.aggregateType, id });
      for (const difference of differences) found.push({ ...difference, readModel: this.name, id });
    }
    for (const one of found) this.#report(step, one);
    return { events, found };
  }

  async #restore(
    tx: Transaction,
    id: string,
    folded: Folded<State>,
    rows: Awaited<ReturnType<Projection<State>['rows']>>,
  ): Promise<void> {
    await this.#projection.restore(tx, { id, ...folded }, rows.get(id));
  }

  #compare(id: string, folded: Folded<State>, row: Parameters<Projection<State>['differences']>[1]) {
    return this.#projection.differences({ id, ...folded }, row);
  }

  #report(step: Step, { id, field, expected, actual }: Inconsistency): void {
    const reason = `${this.name} differed from the events of ${this.aggregateType} ${id}; it was corrected`;
    step.announce(
      { type: 'service', id: this.#runtime.name },
      {
        event_type: 'InconsistencyDetected',
        data: {
          service: this.#runtime.name,
          subject_type: this.#projection.aggregateType,
          subject_id: id,
          field,
          expected,
          actual,
          corrected: true,
          reason,
        },
      },
      newCause(),
    );
    const detail = { read_model: this.name, field, expected, actual };
    step.recordError({ kind: 'inconsistency', reason, aggregateId: id, detail });
  }

  /** Folds streams up to their heads, a batch of events at a time. `each` sees every state on the way. */
  async #fold(
    database: Queryable,
    heads: readonly StreamHead[],
    known: Known<State>,
    each: (id: string, folded: Folded<State>) => void = () => undefined,
  ): Promise<{ readonly folds: Map<string, Folded<State>>; readonly events: number }> {
    const start = (id: string): Folded<State> => known.get(id) ?? nothingFolded(this.#projection, id);
    const folds = new Map(heads.map(({ id }) => [id, start(id)]));
    const spans = heads.map(({ id, version }) => ({ id, after: start(id).version, upTo: version }));
    let events = 0;
    for (const batch of batchesOf(spans, REPLAY_BATCH)) {
      for (const event of await readSpans(database, this.#place, batch)) {
        const id = event.message.aggregate_id;
        const folded = foldOne(this.#projection, folds.get(id) ?? start(id), event);
        folds.set(id, folded);
        each(id, folded);
        events += 1;
      }
    }
    for (const { id, version } of heads) assertComplete(id, version, folds.get(id)?.version ?? 0);
    return { folds, events };
  }
}

/** A head without its last events would be "repaired" into an older state. */
function assertComplete(id: string, version: number, folded: number): void {
  if (folded >= version) return;
  throw new Error(`Stream ${id} has ${version} events by its head, but only ${folded} were found in the event store.`);
}

function pastLength(events: readonly StoredEvent[], moment: Moment): number {
  const end = events.findIndex((event) => !isWithin(event, moment));
  return end === -1 ? events.length : end;
}
