/**
 * Spans, and how they find one another without being carried along: the trace of a payment is its correlation id, and the span in which a
 * service handles a message follows from the message's id. So a trace holds together through outboxes, dead letters and restarts, and
 * nothing has to be stored for it.
 */
import { createHash, randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';

/** A span that is over. Ids are hexadecimal, times are milliseconds since 1970. */
export interface FinishedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: 'server' | 'client' | 'producer' | 'consumer' | 'internal';
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Readonly<Record<string, string | number>>;
  /** Other spans that have to do with it. */
  readonly links: readonly SpanReference[];
  readonly error?: string;
}

export interface SpanReference {
  readonly traceId: string;
  readonly spanId: string;
}

/** Where spans go to. */
export interface SpanSink {
  add(span: FinishedSpan): void;
  /** Sends what is left. */
  close(): Promise<void>;
}

/** Where the spans of a piece of work belong to. */
export interface SpanScope {
  /** Runs a statement as a span. */
  statement<T>(name: string, run: () => Promise<T>): Promise<T>;
  /** Runs a call of somebody else as a span, with the headers that take the trace there. */
  call<T>(name: string, run: (headers: Readonly<Record<string, string>>) => Promise<T>): Promise<T>;
}

/** The trace of a correlation id. */
export function traceIdOf(correlationId: string): string {
  return correlationId.replaceAll('-', '').toLowerCase();
}

/** The span in which `service` does what `causeId` leads to: a message's event_id, or the id of the request that began a chain. */
export function handlingSpanId(service: string, causeId: string): string {
  return derived(`handle ${service} ${causeId}`);
}

/** The span of publishing a message on a topic. */
export function publishingSpanId(topic: string, eventId: string): string {
  return derived(`publish ${topic} ${eventId}`);
}

/** For spans that nobody else refers to. */
export function newSpanId(): string {
  return randomBytes(8).toString('hex');
}

function derived(from: string): string {
  return createHash('sha256').update(from).digest('hex').slice(0, 16);
}

/** Milliseconds since 1970, with parts of them. */
export function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}

/** W3C: `00-<trace>-<span>-<flags>`. */
export function traceparent({ traceId, spanId }: SpanReference): string {
  return `00-${traceId}-${spanId}-01`;
}

/** Reads it; undefined when it is none. */
export function parseTraceparent(header: unknown): SpanReference | undefined {
  const text = Buffer.isBuffer(header) ? header.toString('latin1') : header;
  const [, traceId, spanId] =
    (typeof text === 'string' && /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/.exec(text)) || [];
  if (traceId === undefined || spanId === undefined || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId };
}
