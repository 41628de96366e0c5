/** Puts requests and messages into their scope, for the log and, where there are traces, for spans. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../../config.ts';
import type { Received } from '../consumer-chunk.ts';
import type { Cause } from '../messages.ts';
import { currentScope, inScope } from './scope.ts';
import { type RequestSpan, Tracing } from './tracing.ts';

/** The tracing of a service instance; undefined unless a collector is configured. Its client is loaded only then. */
export async function openTracing(config: Config, service: string): Promise<Tracing | undefined> {
  const { collector, ratio } = config.tracing;
  if (collector === undefined) return undefined;
  const { otlpSink } = await import('./otlp.ts');
  return new Tracing(service, otlpSink(collector, service, config.instance), ratio);
}

/** Follows the requests of the routes that are added afterwards. Their ids are their correlation ids. */
export function followRequests(app: FastifyInstance, tracing: Tracing | undefined): void {
  const spans = new WeakMap<FastifyRequest, RequestSpan>();
  const enter = (request: FastifyRequest, done: () => void): void => {
    const span = spans.get(request);
    inScope({ correlationIds: [request.id], ...(span === undefined ? {} : { spans: span.scope }) }, done);
  };
  app.addHook('onRequest', (request, _reply, done) => {
    if (tracing !== undefined) {
      spans.set(request, tracing.request(request.id, request.method, request.headers['traceparent']));
    }
    enter(request, done);
  });
  // The body arrives in events of the socket, which know nothing of the scope in which it was asked for.
  app.addHook('preValidation', (request, _reply, done) => enter(request, done));
  if (tracing === undefined) return;
  app.addHook('onResponse', (request, reply, done) => {
    spans.get(request)?.end(request.routeOptions.url ?? 'unknown', reply.statusCode);
    done();
  });
}

/** Runs `work`, which is done because of `cause`, maybe long after it: what it logs and calls belongs there. */
export function followCause<T>(tracing: Tracing | undefined, cause: Cause, work: () => Promise<T>): Promise<T> {
  const spans = tracing === undefined ? {} : { spans: tracing.scopeOf(cause) };
  return inScope({ correlationIds: [cause.correlationId], ...spans }, work);
}

/** Runs a call of somebody else with the headers that take the trace there, if there is one. */
export function followCall<T>(
  name: string,
  run: (headers: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  const spans = currentScope()?.spans;
  return spans === undefined ? run({}) : spans.call(name, run);
}

/** Runs `work`, which handles messages. */
export function followMessages<T>(
  tracing: Tracing | undefined,
  received: readonly Received[],
  work: () => Promise<T>,
): Promise<T> {
  const ids = new Set<string>();
  for (const { content } of received) if (content.readable) ids.add(content.message.correlation_id);
  const correlationIds = [...ids];
  return tracing === undefined ? inScope({ correlationIds }, work) : tracing.handling(received, correlationIds, work);
}
