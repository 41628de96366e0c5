/** Reading the event store: the streams that there are, and their events. All of it sees archived partitions too. */
import type { Queryable } from '../database.ts';
import { integer, type Row, text } from '../rows.ts';
import type { StreamSpan } from './batches.ts';
import { allEvents, type StoredEvent, storedEvent } from './stored-event.ts';

/** A stream and the version it has come to. */
export interface StreamHead {
  readonly id: string;
  readonly version: number;
}

/** Where events are read: a service's schema, and the type of aggregate. */
export interface StreamPlace {
  readonly schema: string;
  readonly aggregateType: string;
}

/** Up to `limit` streams whose id comes after `afterId`, by id. */
export async function listStreams(
  database: Queryable,
  { schema, aggregateType }: StreamPlace,
  afterId: string,
  limit: number,
): Promise<readonly StreamHead[]> {
  const { rows } = await database.query(
    {
      name: `${schema}.streams.list`,
      text: `SELECT aggregate_id, version FROM ${schema}.streams
WHERE aggregate_type = $1 AND aggregate_id > $2 ORDER BY aggregate_id LIMIT $3`,
    },
    [aggregateType, afterId, limit],
  );
  return rows.map(head);
}

/** Those of the streams `ids` that exist, by id; with `lock` held still until the end of the transaction. */
export async function findStreams(
  database: Queryable,
  { schema, aggregateType }: StreamPlace,
  ids: readonly string[],
  lock: boolean,
): Promise<readonly StreamHead[]> {
  const { rows } = await database.query(
    {
      name: `${schema}.streams.${lock ? 'lock' : 'find'}`,
      text: `SELECT aggregate_id, version FROM ${schema}.streams
WHERE aggregate_type = $1 AND aggregate_id = ANY($2::text[]) ORDER BY aggregate_id${lock ? ' FOR UPDATE' : ''}`,
    },
    [aggregateType, ids],
  );
  return rows.map(head);
}

/** The events of these spans, by stream and version. The spans should be of one batch. */
export async function readSpans(
  database: Queryable,
  { schema, aggregateType }: StreamPlace,
  spans: readonly StreamSpan[],
): Promise<readonly StoredEvent[]> {
  const { rows } = await database.query(
    {
      name: `${schema}.events.spans`,
      text: `SELECT e.* FROM unnest($2::text[], $3::bigint[], $4::bigint[]) AS s(id, after, up_to)
JOIN LATERAL (
  SELECT * FROM ${allEvents(schema)} AS stored WHERE aggregate_type = $1 AND aggregate_id = s.id
    AND aggregate_version > s.after AND aggregate_version <= s.up_to
) e ON true ORDER BY e.aggregate_id, e.aggregate_version`,
    },
    [aggregateType, spans.map(({ id }) => id), spans.map(({ after }) => after), spans.map(({ upTo }) => upTo)],
  );
  return rows.map(storedEvent);
}

/** Which event has which sequence number. */
export interface SequencedEvent {
  readonly sequence: number;
  readonly aggregateType: string;
  readonly aggregateId: string;
  readonly version: number;
}

const PLACE_COLUMNS = 'sequence, aggregate_type, aggregate_id, aggregate_version';

/** Events with sequence numbers above `after`, up to and with `upTo`. Recent ones: archived partitions are left out. */
export async function readWindow(
  database: Queryable,
  schema: string,
  after: number,
  upTo: number,
): Promise<readonly SequencedEvent[]> {
  const { rows } = await database.query(
    {
      name: `${schema}.events.window`,
      text: `SELECT ${PLACE_COLUMNS} FROM ${schema}.events WHERE sequence > $1 AND sequence <= $2 ORDER BY sequence`,
    },
    [after, upTo],
  );
  return rows.map(sequenced);
}

/** Those of these sequence numbers that there are by now. */
export async function readSequences(
  database: Queryable,
  schema: string,
  sequences: readonly number[],
): Promise<readonly SequencedEvent[]> {
  const { rows } = await database.query(
    {
      name: `${schema}.events.sequences`,
      // The range lets the index leave out what is older; the list alone could not.
      text: `SELECT ${PLACE_COLUMNS} FROM ${schema}.events
WHERE sequence >= $2 AND sequence <= $3 AND sequence = ANY($1::bigint[]) ORDER BY sequence`,
    },
    [sequences, Math.min(...sequences), Math.max(...sequences)],
  );
  return rows.map(sequenced);
}

/**
 * Behind which sequence number reading begins when nothing was read before. Numbers of archived events are not missing; a number that no
 * event has yet may be. Reads all of the store, unless the archive is empty.
 */
export async function beginningOf(database: Queryable, schema: string): Promise<number> {
  const { rows } = await database.query(
    {
      name: `${schema}.events.beginning`,
      text: `SELECT CASE WHEN archived IS NULL THEN 0 ELSE LEAST(archived, (SELECT min(sequence) - 1 FROM ${schema}.events)) END AS beginning
FROM (SELECT max(sequence) AS archived FROM archive.${schema}_events) AS a`,
    },
    [],
  );
  return integer(rows[0] ?? {}, 'beginning');
}

/** The highest sequence number that was ever given out, 0 for none; its event may not be visible yet. */
export async function lastSequence(database: Queryable, schema: string): Promise<number> {
  const { rows } = await database.query(
    {
      name: `${schema}.events.last-sequence`,
      text: `SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS last FROM ${schema}.events_sequence`,
    },
    [],
  );
  return integer(rows[0] ?? {}, 'last');
}

function head(row: Row): StreamHead {
  return { id: text(row, 'aggregate_id'), version: integer(row, 'version') };
}

function sequenced(row: Row): SequencedEvent {
  return {
    sequence: integer(row, 'sequence'),
    aggregateType: text(row, 'aggregate_type'),
    aggregateId: text(row, 'aggregate_id'),
    version: integer(row, 'aggregate_version'),
  };
}
