/** `/api/v1/admin/outbox`: what waits to be published, how long publishing takes, and a push to try again now. */
import type { FastifyInstance } from 'fastify';
import type { Runtime } from '../runtime.ts';
import { outboxLatency, outboxState } from './outbox-state.ts';

const PATH = '/api/v1/admin/outbox';

/** Adds the routes of one service. `retry` has its relay look at once. */
export function outboxRoutes(app: FastifyInstance, { name, read }: Runtime, retry: () => void): void {
  app.get(PATH, () => outboxState(read, name));
  app.get(`${PATH}/latency`, async () => ({ by_type: await outboxLatency(read, name) }));
  app.post(`${PATH}/retry`, async () => {
    retry();
    return await outboxState(read, name);
  });
}
