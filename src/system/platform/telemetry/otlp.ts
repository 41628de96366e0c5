/** Sends spans to a collector by OTLP over HTTP, in batches, with OpenTelemetry's own exporter. Loaded only where that is configured. */
import { type HrTime, SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { FinishedSpan, SpanReference, SpanSink } from './spans.ts';

const KINDS: Readonly<Record<FinishedSpan['kind'], SpanKind>> = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
};

/** A sink for the spans of one service instance. `endpoint` is the collector's, without `/v1/traces`. */
export function otlpSink(endpoint: string, service: string, instance: string): SpanSink {
  const resource = resourceFromAttributes({
    'service.namespace': 'temblor',
    'service.name': service,
    'service.instance.id': instance,
  });
  const processor = new BatchSpanProcessor(new OTLPTraceExporter({ url: `${endpoint}/v1/traces` }), {
    scheduledDelayMillis: 1_000,
  });
  return {
    add: (span) => processor.onEnd(readable(span, resource)),
    // A collector that is away must not keep a service from stopping.
    close: () => processor.shutdown().catch(() => undefined),
  };
}

function readable(span: FinishedSpan, resource: Resource): ReadableSpan {
  const context = ({ traceId, spanId }: SpanReference) => ({ traceId, spanId, traceFlags: TraceFlags.SAMPLED });
  return {
    name: span.name,
    kind: KINDS[span.kind],
    spanContext: () => context(span),
    ...(span.parentSpanId === undefined
      ? {}
      : { parentSpanContext: context({ traceId: span.traceId, spanId: span.parentSpanId }) }),
    startTime: hrTime(span.startMs),
    endTime: hrTime(span.endMs),
    duration: hrTime(span.endMs - span.startMs),
    status:
      span.error === undefined ? { code: SpanStatusCode.UNSET } : { code: SpanStatusCode.ERROR, message: span.error },
    attributes: span.attributes,
    links: span.links.map((link) => ({ context: context(link) })),
    events: [],
    ended: true,
    resource,
    instrumentationScope: { name: 'temblor' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

function hrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1_000);
  return [seconds, Math.round((ms - seconds * 1_000) * 1e6)];
}
