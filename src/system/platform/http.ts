/** The HTTP side of a service: errors in one shape, health, and nothing that is not asked for. */
import { type FastifyInstance, fastify } from 'fastify';
import { refuseCardNumbers } from './api/card-numbers.ts';
import { answerClientError, noteLastAnswer, refuseExpectation } from './api/client-errors.ts';
import { correlationId } from './api/correlation.ts';
import { documentOf } from './api/document.ts';
import { answerErrors, answerFrameworkError } from './api/errors.ts';
import { guard, type Owners } from './api/guard.ts';
import { readJsonBodies } from './api/json-body.ts';
import type { RouteTable } from './api/route-table.ts';
import { type Health, healthRoutes } from './recovery/routes.ts';
import type { Runtime } from './runtime.ts';

/** Larger than any request that makes sense. */
const BODY_BYTES_MAX = 64 * 1024;
/** Of one part of a path; longer ones are answered with 414. */
const PATH_PART_MAX = 256;

/** A server, and the routes that were added to it so far. */
export interface HttpServer {
  readonly app: FastifyInstance;
  readonly routes: RouteTable;
}

/**
 * A server with error handling, health routes and its own part of the OpenAPI document, not yet listening; under guard when authentication
 * is on. `health` decides over the probes.
 */
export function createHttpServer(runtime: Runtime, health: Health, owners: Owners = {}): HttpServer {
  const app = fastify({
    logger: false,
    forceCloseConnections: 'idle',
    bodyLimit: BODY_BYTES_MAX,
    // Without a Host header Node would answer by itself, and not in our shape.
    http: { requireHostHeader: false },
    routerOptions: { maxParamLength: PATH_PART_MAX },
    genReqId: ({ headers }) => correlationId(headers),
    frameworkErrors: answerFrameworkError,
    clientErrorHandler: answerClientError,
  });
  app.server.on('request', noteLastAnswer);
  app.server.on('checkExpectation', refuseExpectation);
  readJsonBodies(app);
  refuseCardNumbers(app);
  const routes = answerErrors(app, runtime.log);
  if (runtime.config.api.auth) guard(app, runtime, runtime.config.api, owners);
  healthRoutes(app, runtime.name, health);
  const document = documentOf(runtime.name);
  app.get('/openapi.json', () => document);
  return { app, routes };
}

/** How often it is looked for connections that became idle while the server closes. */
const IDLE_LOOK_MS = 50;

/**
 * Takes no more requests, and resolves when those that were accepted are answered. A connection that had a request under way becomes idle
 * afterwards, and its client may keep it for more than a minute; so it is closed as soon as it is idle.
 */
export async function closeHttpServer(app: FastifyInstance): Promise<void> {
  const timer = setInterval(() => app.server.closeIdleConnections(), IDLE_LOOK_MS);
  try {
    await app.close();
  } finally {
    clearInterval(timer);
  }
}
