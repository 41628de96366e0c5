/** An event as the store keeps it: its message, and the place it has among all events of the service. */
import { parseMessage } from '../../../../generated/contracts/index.ts';
import type { Message } from '../messages.ts';
import { upcast } from '../messaging/upcasters/index.ts';
import { instant, integer, json, type Row, text } from '../rows.ts';

export interface StoredEvent {
  /** Grows with the order of the store within each aggregate; gaps mean nothing. */
  readonly sequence: number;
  readonly message: Message;
}

export const EVENT_COLUMNS = `sequence, event_id, event_type, event_version, aggregate_type, aggregate_id, aggregate_version,
  occurred_at, correlation_id, causation_id, data`;

/** All events of a service, those of archived partitions too. */
export function allEvents(schema: string): string {
  return `(SELECT ${EVENT_COLUMNS} FROM ${schema}.events UNION ALL SELECT ${EVENT_COLUMNS} FROM archive.${schema}_events)`;
}

/**
 * Reads a row with all of `EVENT_COLUMNS`, as messages of the broker are read: old versions are brought up to date, and what a newer version
 * added does no harm.
 *
 * @throws TypeError when what is stored can not be understood; replay must not go on without it.
 */
export function storedEvent(row: Row): StoredEvent {
  const parsed = parseMessage(
    upcast({
      event_id: text(row, 'event_id'),
      event_type: text(row, 'event_type'),
      event_version: integer(row, 'event_version'),
      aggregate_type: text(row, 'aggregate_type'),
      aggregate_id: text(row, 'aggregate_id'),
      aggregate_version: integer(row, 'aggregate_version'),
      occurred_at: instant(row, 'occurred_at'),
      correlation_id: text(row, 'correlation_id'),
      causation_id: text(row, 'causation_id'),
      data: json(row, 'data'),
    }),
    'tolerant',
  );
  if (parsed.ok) return { sequence: integer(row, 'sequence'), message: parsed.message };
  throw new TypeError(
    `The stored event ${text(row, 'event_id')} (${text(row, 'event_type')} of ${text(row, 'aggregate_id')}) can't be read: ` +
      `${parsed.errors.join('; ')}. Replay stops here; deploy a version that knows this event.`,
  );
}
