/** What the admin routes read from their requests. */
import type { FastifyRequest } from 'fastify';
import { callerOf } from '../api/caller.ts';
import { HttpError } from '../errors.ts';
import { pathParameter, type RequestReader, UUID } from '../request.ts';

/** Most entries of one page. */
export const PAGE_MAX = 200;

/** `limit` (50 by default) and `cursor`, the id of the last entry of the page before. */
export function pageOf(query: RequestReader): { readonly limit: number; readonly after?: string } {
  const limit = query.queryInteger('limit', 50, 1, PAGE_MAX);
  const after = query.optionalText('cursor');
  if (after !== undefined && !UUID.test(after)) query.refuse('cursor', 'must be the next_cursor of the former page');
  return { limit, ...(after === undefined ? {} : { after }) };
}

/** Who asks, as it is remembered beside what was done. */
export function operatorOf(request: FastifyRequest): string {
  const caller = callerOf(request);
  return caller === undefined ? 'operator' : `${caller.kind} ${caller.id}`;
}

/**
 * The `:id` of the path.
 *
 * @throws HttpError 404 when it is no UUID, since nothing has such an id.
 */
export function uuidOf(request: FastifyRequest, what: string, service: string): string {
  const id = pathParameter(request.params, 'id').toLowerCase();
  if (UUID.test(id)) return id;
  throw new HttpError(404, 'NOT_FOUND', `The ${service} service has no ${what} with this id: it is no UUID.`);
}
