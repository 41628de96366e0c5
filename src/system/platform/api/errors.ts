/**
 * Turns whatever goes wrong with a request into an answer. Routes throw HttpError for what the caller has to know; what fastify finds wrong
 * is told in the same shape; anything else becomes a 503 when trying again will help, and a 500 otherwise, without telling secrets.
 */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errorCode, HttpError, isTransient } from '../errors.ts';
import type { Logger } from '../log.ts';
import { CORRELATION_HEADER } from './correlation.ts';
import { errorBody } from './error-body.ts';
import { RouteTable } from './route-table.ts';

/** Fastify's codes in the words of the API. */
const FRAMEWORK_CODES: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'INVALID_JSON',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'INVALID_JSON',
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'INVALID_CONTENT_LENGTH',
  FST_ERR_BAD_URL: 'INVALID_URL',
  FST_ERR_MAX_PARAM_LENGTH: 'URL_TOO_LONG',
};
const RETRY_AFTER_SECONDS = '1';

/** Gives every answer of `app` its correlation id, and every error its shape. Call it before any route is added. */
export function answerErrors(app: FastifyInstance, log: Logger): RouteTable {
  const routes = new RouteTable();
  app.addHook('onRoute', ({ method, url }) => routes.add(method, url));
  app.addHook('onRequest', (request, reply, done) => {
    reply.header(CORRELATION_HEADER, request.id);
    done();
  });
  app.setErrorHandler((error: FastifyError, request, reply) => answerError(log, error, request, reply));
  app.setNotFoundHandler((request, reply) => answerUnknown(routes, request, reply));
  return routes;
}

/** Answers what fastify refuses before it looks for a route; there, no hook has run. */
export function answerFrameworkError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  void reply.header(CORRELATION_HEADER, request.id);
  answerKnown(error, error.statusCode ?? 400, reply);
}

function answerError(log: Logger, error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof HttpError) {
    return reply
      .status(error.status)
      .headers(error.headers)
      .send(errorBody(error.code, error.message, error.details));
  }
  if (isTransient(error)) {
    log.warn({ err: error, correlation_id: request.id }, 'A request could not be served for now.');
    return reply
      .status(503)
      .header('retry-after', RETRY_AFTER_SECONDS)
      .send(
        errorBody(
          'UNAVAILABLE',
          'The service can not do this right now. Repeat the request with the same Idempotency-Key.',
        ),
      );
  }
  const status = error.statusCode ?? 500;
  if (status < 500) return answerKnown(error, status, reply);
  log.error({ err: error, correlation_id: request.id }, 'A request failed.');
  return reply.status(500).send(
    errorBody('INTERNAL', 'Something went wrong here. It was logged under this correlation id.', {
      correlation_id: request.id,
    }),
  );
}

function answerKnown(error: FastifyError, status: number, reply: FastifyReply): FastifyReply {
  const code = FRAMEWORK_CODES[errorCode(error) ?? ''] ?? 'BAD_REQUEST';
  return reply.status(status).send(errorBody(code, error.message));
}

function answerUnknown(routes: RouteTable, { method, url }: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = url.split('?')[0] ?? '';
  const allowed = routes.methodsOf(path);
  if (allowed.length === 0) return reply.status(404).send(errorBody('NOT_FOUND', `There is nothing at ${path}.`));
  return reply
    .status(405)
    .header('allow', allowed.join(', '))
    .send(
      errorBody('METHOD_NOT_ALLOWED', `${path} does not take ${method}; it takes ${allowed.join(', ')}.`, { allowed }),
    );
}
