/** Traces. */
import type { EnvironmentReader } from '../environment.ts';

export type TracingConfig = Readonly<ReturnType<typeof readTracing>>;

export function readTracing(read: EnvironmentReader) {
  read.section('Traces');
  return {
    /** Without a trailing slash; undefined when nothing is traced. */
    collector: read.optionalUrl('OTEL_EXPORTER_OTLP_ENDPOINT', ['http:', 'https:'], {
      example: 'http://localhost:4318',
      about: 'Collector to which traces are sent by OTLP over HTTP. Without it nothing is traced.',
    }),
    ratio: read.fraction('TRACES_RATIO', { default: 1, about: 'Share of the traces that are sent.' }),
  };
}
