/**
 * What a service tells the event store about one of its read models: how its state follows from events, how a snapshot of that state is
 * written and read, and how the rows of the table are compared and put right. Everything else (replay, snapshots, time travel, checks,
 * rebuilding) is the same for all.
 */
import type { Queryable } from '../database.ts';
import type { Message } from '../messages.ts';
import type { Row } from '../rows.ts';
import type { Transaction } from '../transaction.ts';

/** A field in which a row is not what the events say; values as texts for people. */
export interface Difference {
  readonly field: string;
  /** What follows from the events. */
  readonly expected: string;
  /** What the row says. */
  readonly actual: string;
}

/** An aggregate with its state after the last of its events. */
export interface Aggregate<State> {
  readonly id: string;
  readonly version: number;
  readonly state: State;
  /** When the last of its events occurred; ISO 8601. */
  readonly occurredAt: string;
}

export interface Projection<State> {
  /** Name of the table, which is also the name of its snapshots. */
  readonly name: string;
  readonly aggregateType: Message['aggregate_type'];
  /** The column of the table that holds the aggregate's id. */
  readonly idColumn: string;
  /** Grows with every change of the form in which `encode` writes; snapshots of other forms are left aside. */
  readonly schemaVersion: number;
  /** Before the first event. */
  initial(id: string): State;
  /** After one more event. Pure. */
  evolve(state: State, event: Message): State;
  /** The state as JSON, as small as replay can do with: what is over and decides nothing any more may be left out. */
  encode(state: State): Readonly<Record<string, unknown>>;
  /** The state from what `encode` has written; undefined when that can't be read, then all events are replayed. Pure. */
  decode(id: string, stored: Readonly<Record<string, unknown>>): State | undefined;
  /**
   * The rows of these aggregates, by id of the aggregate. With `lock` they are locked, in the order in which the service itself locks them,
   * so that nobody moves the aggregates until the end of the transaction.
   */
  rows(database: Queryable, ids: readonly string[], lock: boolean): Promise<ReadonlyMap<string, Row>>;
  /** In what a row is not what the events say; `row` is undefined when it is missing. */
  differences(aggregate: Aggregate<State>, row: Row | undefined): readonly Difference[];
  /** Makes the row of an aggregate what the events say. */
  restore(tx: Transaction, aggregate: Aggregate<State>, row: Row | undefined): Promise<void>;
}
