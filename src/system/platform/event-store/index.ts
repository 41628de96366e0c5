/** What services and their tools may use of the event store. */
export type { Aggregate, Difference, Projection } from './projection.ts';
export type { StoredEvent } from './stored-event.ts';
