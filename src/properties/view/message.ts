/**
 * A message as everybody agrees on it (the envelope), read from the wire or from a row without trusting either.
 * Whether it also fits its specification is the business of `spec-conformance`.
 */
export interface Message {
  readonly eventId: string;
  readonly eventType: string;
  readonly aggregateType: string;
  readonly aggregateId: string;
  /** 0 for commands. */
  readonly aggregateVersion: number;
  readonly correlationId: string;
  readonly causationId: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The envelope in a parsed JSON value, or undefined where it is none. */
export function readMessage(value: unknown): Message | undefined {
  if (!isObject(value)) return undefined;
  const data = value['data'];
  if (!isObject(data)) return undefined;
  const version = value['aggregate_version'];
  const texts = ['event_id', 'event_type', 'aggregate_type', 'aggregate_id', 'correlation_id', 'causation_id'];
  const [eventId, eventType, aggregateType, aggregateId, correlationId, causationId] = texts.map((name) => value[name]);
  if (typeof version !== 'number' || !isText(eventId) || !isText(eventType) || !isText(aggregateType)) return undefined;
  if (!isText(aggregateId) || !isText(correlationId) || !isText(causationId)) return undefined;
  return {
    eventId,
    eventType,
    aggregateType,
    aggregateId,
    aggregateVersion: version,
    correlationId,
    causationId,
    data,
  };
}

/** A text of the message's data; empty where there is none. */
export function textOf(message: Message, field: string): string {
  const value = message.data[field];
  return typeof value === 'string' ? value : '';
}

/** A whole number of the message's data; NaN where there is none, so that nothing ever equals it. */
export function numberOf(message: Message, field: string): number {
  const value = message.data[field];
  return typeof value === 'number' ? value : Number.NaN;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
