/**
 * The HTTP side of a service: errors in one shape, health, and nothing that is not asked for. Routes throw HttpError for what the caller
 * has to know; anything else becomes a 500 (or a 503, when trying again will help) without telling secrets.
 */
import { type FastifyError, type FastifyInstance, type FastifyReply, fastify } from 'fastify';
import { errorCode, HttpError, isTransient } from './errors.ts';
import type { Runtime } from './runtime.ts';

/** The body of every error. */
export interface ErrorBody {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly details: Readonly<Record<string, unknown>>;
  };
}

/** The body that tells an error. */
export function errorBody(code: string, message: string, details: Readonly<Record<string, unknown>> = {}): ErrorBody {
  return { error: { code, message, details } };
}

/** A server with error handling and health routes, not yet listening. `isReady` decides over the readiness probe. */
export function createHttpServer(runtime: Runtime, isReady: () => boolean): FastifyInstance {
  const app = fastify({ logger: false, forceCloseConnections: 'idle', bodyLimit: 64 * 1024 });
  app.setErrorHandler((error: FastifyError, _request, reply) => answerError(runtime, error, reply));
  app.setNotFoundHandler((request, reply) =>
    reply.status(404).send(errorBody('NOT_FOUND', `There is no ${request.method} ${request.url}.`)),
  );
  for (const path of ['/health/live', '/live']) app.get(path, () => ({ status: 'live', service: runtime.name }));
  for (const path of ['/health', '/health/ready', '/ready']) {
    app.get(path, async (_request, reply) => {
      const database = await databaseAnswers(runtime);
      const ready = isReady() && database;
      return reply
        .status(ready ? 200 : 503)
        .send({ status: ready ? 'ready' : 'not-ready', service: runtime.name, database, consuming: isReady() });
    });
  }
  return app;
}

async function databaseAnswers(runtime: Runtime): Promise<boolean> {
  try {
    await runtime.read.query({ name: 'health', text: 'SELECT 1 AS one' }, []);
    return true;
  } catch {
    return false;
  }
}

function answerError(runtime: Runtime, error: FastifyError, reply: FastifyReply): FastifyReply {
  if (error instanceof HttpError) {
    return reply.status(error.status).send(errorBody(error.code, error.message, error.details));
  }
  if (isTransient(error)) {
    runtime.log.warn({ err: error }, 'A request could not be served for now.');
    return reply
      .status(503)
      .header('retry-after', '1')
      .send(
        errorBody(
          'UNAVAILABLE',
          'The service can not do this right now. Repeat the request with the same Idempotency-Key.',
        ),
      );
  }
  const status = error.statusCode ?? 500;
  if (status < 500) return reply.status(status).send(errorBody(errorCode(error) ?? 'BAD_REQUEST', error.message));
  runtime.log.error({ err: error }, 'A request failed.');
  return reply.status(500).send(errorBody('INTERNAL', 'Something went wrong here; it was logged.'));
}
