/**
 * Traces: requests, messages that are handled and published, statements, calls of others. There is an instance of this only where traces are
 * exported; everywhere else nothing is measured.
 */
import type { Received } from '../consumer-chunk.ts';
import type { Cause } from '../messages.ts';
import type { PendingRow } from '../outbox-store.ts';
import { isRecord } from '../rows.ts';
import { inScope } from './scope.ts';
import {
  type FinishedSpan,
  handlingSpanId,
  newSpanId,
  parseTraceparent,
  preciseNow,
  publishingSpanId,
  type SpanReference,
  type SpanScope,
  type SpanSink,
  traceIdOf,
  traceparent,
} from './spans.ts';

/** A request that is being served. */
export interface RequestSpan {
  readonly scope: SpanScope;
  /** Ends it. */
  end(route: string, status: number): void;
}

export class Tracing {
  readonly #service: string;
  readonly #sink: SpanSink;
  readonly #ratio: number;

  /** `ratio` of all traces are exported; which ones follows from their ids, so all services choose the same. */
  constructor(service: string, sink: SpanSink, ratio: number) {
    this.#service = service;
    this.#sink = sink;
    this.#ratio = ratio;
  }

  /** Begins the span of a request. The caller's own trace is linked, not continued: our traces are ours to name. */
  request(correlationId: string, method: string, callerTraceparent: unknown): RequestSpan {
    const startMs = preciseNow();
    const span = this.#handling(correlationId, correlationId);
    const caller = parseTraceparent(callerTraceparent);
    return {
      scope: this.#scope(span),
      end: (route, status) =>
        this.#add({
          ...span,
          name: `${method} ${route}`,
          kind: 'server',
          startMs,
          endMs: preciseNow(),
          attributes: { 'http.request.method': method, 'http.route': route, 'http.response.status_code': status },
          links: caller === undefined ? [] : [caller],
          ...(status >= 500 ? { error: `HTTP ${status}` } : {}),
        }),
    };
  }

  /** Runs `work` as the handling of messages, which may share a transaction: then its statements are shown with the first of them. */
  async handling<T>(
    received: readonly Received[],
    correlationIds: readonly string[],
    work: () => Promise<T>,
  ): Promise<T> {
    const startMs = preciseNow();
    const spans = received.flatMap((one) => this.#spanOf(one));
    const [first] = spans;
    if (first === undefined) return await inScope({ correlationIds }, work);
    const end = (error?: string): void => {
      const endMs = preciseNow();
      // What failed is handled again, under the same ids: those are for what took effect.
      for (const span of spans) {
        const spanId = error === undefined ? span.spanId : newSpanId();
        this.#add({ ...span, spanId, startMs, endMs, ...(error === undefined ? {} : { error }) });
      }
    };
    try {
      const result = await inScope({ correlationIds, spans: this.#scope(first) }, work);
      end();
      return result;
    } catch (error) {
      end(String(error));
      throw error;
    }
  }

  /** Notes that rows of the outbox were published. */
  published(rows: readonly PendingRow[], startMs: number): void {
    const endMs = preciseNow();
    for (const row of rows) {
      this.#add({
        ...this.#publishing(row),
        ...this.#parentOf(row),
        name: `publish ${row.eventType}`,
        kind: 'producer',
        startMs,
        endMs,
        attributes: messaging(row.topic, row.eventType, row.eventId),
        links: [],
      });
    }
  }

  /** The headers with which a row of the outbox is published. */
  headersOf(row: PendingRow): Readonly<Record<string, string>> {
    return { traceparent: traceparent(this.#publishing(row)) };
  }

  /** Where the spans of work belong to that is done because of `cause`, maybe long after it. */
  scopeOf(cause: Cause): SpanScope {
    return this.#scope(this.#handling(cause.correlationId, cause.causationId));
  }

  /** Sends what is left. */
  close(): Promise<void> {
    return this.#sink.close();
  }

  #spanOf({ topic, record, content }: Received): Omit<FinishedSpan, 'startMs' | 'endMs'>[] {
    if (!content.readable) return [];
    const { event_id, event_type, correlation_id } = content.message;
    const from = parseTraceparent(record.headers?.['traceparent']);
    return [
      {
        ...this.#handling(correlation_id, event_id),
        ...(from === undefined ? {} : { parentSpanId: from.spanId }),
        name: `handle ${event_type}`,
        kind: 'consumer',
        attributes: messaging(topic, event_type, event_id),
        links: [],
      },
    ];
  }

  #scope(parent: SpanReference): SpanScope {
    return {
      statement: (name, run) => this.#client(parent, name, { 'db.system.name': 'postgresql' }, run),
      call: (name, run) => this.#client(parent, name, {}, (span) => run({ traceparent: traceparent(span) })),
    };
  }

  async #client<T>(
    { traceId, spanId: parentSpanId }: SpanReference,
    name: string,
    attributes: FinishedSpan['attributes'],
    run: (span: SpanReference) => Promise<T>,
  ): Promise<T> {
    const span = { traceId, spanId: newSpanId(), parentSpanId, name, kind: 'client', attributes, links: [] } as const;
    const startMs = preciseNow();
    try {
      const result = await run(span);
      this.#add({ ...span, startMs, endMs: preciseNow() });
      return result;
    } catch (error) {
      this.#add({ ...span, startMs, endMs: preciseNow(), error: String(error) });
      throw error;
    }
  }

  #handling(correlationId: string, causeId: string): SpanReference {
    return { traceId: traceIdOf(correlationId), spanId: handlingSpanId(this.#service, causeId) };
  }

  #publishing({ topic, eventId, correlationId }: PendingRow): SpanReference {
    return { traceId: traceIdOf(correlationId), spanId: publishingSpanId(topic, eventId) };
  }

  /** The span that led to a row: only its payload knows. */
  #parentOf(row: PendingRow): { readonly parentSpanId?: string } {
    const payload: unknown = JSON.parse(row.payload);
    const causationId = isRecord(payload) ? payload['causation_id'] : undefined;
    return typeof causationId === 'string' ? { parentSpanId: handlingSpanId(this.#service, causationId) } : {};
  }

  #add(span: FinishedSpan): void {
    if (Number.parseInt(span.traceId.slice(0, 8), 16) < this.#ratio * 2 ** 32) this.#sink.add(span);
  }
}

function messaging(topic: string, type: string, id: string): Readonly<Record<string, string>> {
  return {
    'messaging.system': 'kafka',
    'messaging.destination.name': topic,
    'messaging.message.type': type,
    'messaging.message.id': id,
  };
}
