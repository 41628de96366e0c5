/**
 * The id by which everything that a request leads to is found again: it is the request's id in the log, the `correlation_id` of its
 * messages, and a header of its answer. Callers may bring one of their own.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export const CORRELATION_HEADER = 'x-correlation-id';

/** Stricter than what Postgres takes, so that the id comes back exactly as it was sent. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The caller's correlation id if it is a UUID in lower case, else a new one. */
export function correlationId(headers: IncomingHttpHeaders): string {
  const given = headers[CORRELATION_HEADER];
  return typeof given === 'string' && UUID.test(given) ? given : randomUUID();
}
