/**
 * Reading one's own writes although replicas lag: the answer to a change carries a token in `x-read-token`; a read that shows it is answered
 * by a replica that has come as far, or by the primary. Only where there are replicas; otherwise there is no token, and none is needed.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Queryable } from './database.ts';
import { Gathering } from './gathering.ts';
import type { ReadPool } from './read-pool.ts';

const HEADER = 'x-read-token';

/** Most answers that share a question to the primary. */
const SHARED_MAX = 1_000;

/** Adds the token to the answers of what changed something. */
export function tellReadTokens(app: FastifyInstance, replica: ReadPool): void {
  const tokens = new Gathering<FastifyRequest, string | undefined>(SHARED_MAX, async (requests) => {
    const token = await replica.token();
    return requests.map(() => token);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    if (replica.isEmpty || request.method === 'GET' || reply.statusCode >= 300) return payload;
    // The change is done and has to be answered, with a token or without.
    const token = await tokens.submit(request).catch(() => undefined);
    if (token !== undefined) void reply.header(HEADER, token);
    return payload;
  });
}

/** Where a request is to be read: anywhere, or where its token has arrived. */
export function readFor(request: FastifyRequest, replica: ReadPool): Queryable {
  const token = request.headers[HEADER];
  return replica.after(typeof token === 'string' ? token : undefined);
}
