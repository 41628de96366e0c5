/** `/api/v1/admin/errors`: what a person has to look at. */
import type { FastifyInstance } from 'fastify';
import { HttpError } from '../errors.ts';
import { RequestReader } from '../request.ts';
import type { Runtime } from '../runtime.ts';
import { operatorOf, pageOf, uuidOf } from './admin-request.ts';
import { type ErrorFilter, findError, listErrors, resolveError } from './error-store.ts';

const PATH = '/api/v1/admin/errors';
const STATES = ['open', 'resolved', 'any'];

/** Adds the routes of one service. */
export function errorRoutes(app: FastifyInstance, { name, read }: Runtime): void {
  app.get(PATH, async (request) => {
    const query = new RequestReader(request.query);
    const filter = filterOf(query);
    const { limit, after } = pageOf(query);
    query.finish();
    const errors = await listErrors(read, name, filter, limit, after);
    const last = errors.length === limit ? errors.at(-1)?.['error_id'] : undefined;
    return { errors, ...(last === undefined ? {} : { next_cursor: last }) };
  });

  app.get(`${PATH}/:id`, async (request) => {
    const id = uuidOf(request, 'error', name);
    const error = await findError(read, name, id);
    if (error === undefined) throw unknownError(name, id);
    return error;
  });

  app.post(`${PATH}/:id/resolve`, async (request) => {
    const id = uuidOf(request, 'error', name);
    const body = new RequestReader(request.body ?? {});
    const resolution = body.text('resolution', 500);
    body.finish();
    if (await resolveError(read, name, id, operatorOf(request), resolution)) return { error_id: id, resolution };
    if ((await findError(read, name, id)) === undefined) throw unknownError(name, id);
    throw new HttpError(409, 'ALREADY_RESOLVED', 'This error was resolved before; its resolution stays as it is.');
  });
}

function filterOf(query: RequestReader): ErrorFilter {
  const state = query.optionalText('state') ?? 'open';
  const kind = query.optionalText('kind');
  const aggregateId = query.optionalText('aggregate_id');
  if (!STATES.includes(state)) query.refuse('state', `must be one of ${STATES.join(', ')}`);
  return {
    ...(state === 'any' ? {} : { open: state === 'open' }),
    ...(kind === undefined ? {} : { kind }),
    ...(aggregateId === undefined ? {} : { aggregateId }),
  };
}

function unknownError(service: string, id: string): HttpError {
  return new HttpError(404, 'ERROR_NOT_FOUND', `The ${service} service has no error ${id}.`);
}
