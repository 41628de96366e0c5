/** Health, and what operators and the recovery service ask of a service's way back and of its event store. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { HttpError } from '../errors.ts';
import type { Moment } from '../event-store/fold.ts';
import { listPartitions, strayEvents } from '../event-store/partition-store.ts';
import type { Inconsistency } from '../event-store/replay.ts';
import { pathParameter, RequestReader } from '../request.ts';
import type { Runtime } from '../runtime.ts';
import { type Criteria, isReady } from './health.ts';
import type { ServiceRecovery } from './service-recovery.ts';

/** What a running service says of itself. */
export interface Health {
  /** Whether requests are taken: false before everything has started, and while it stops. */
  accepting(): boolean;
  criteria(): Promise<Criteria>;
  /** What only a restart can cure; nothing for a living service. */
  ailments(): readonly string[];
}

/** `/health/live` says whether a restart would help, `/health/ready` whether requests should be sent here. */
export function healthRoutes(app: FastifyInstance, service: string, health: Health): void {
  for (const path of ['/health/live', '/live']) {
    app.get(path, (_request, reply) => {
      const ailments = health.ailments();
      const status = ailments.length === 0 ? 'live' : 'dead';
      return reply.status(ailments.length === 0 ? 200 : 503).send({ status, service, ailments });
    });
  }
  for (const path of ['/health', '/health/ready', '/ready']) {
    app.get(path, async (_request, reply) => await answerReadiness(reply, service, health));
  }
}

async function answerReadiness(reply: FastifyReply, service: string, health: Health): Promise<FastifyReply> {
  const criteria = await health.criteria();
  const ready = health.accepting() && isReady(criteria);
  return reply
    .status(ready ? 200 : 503)
    .send({ status: ready ? 'ready' : 'not-ready', service, accepting: health.accepting(), criteria });
}

const ADMIN = '/api/v1/admin';

/** Adds the routes about recovery, and about the event store where there is one. */
export function recoveryRoutes(app: FastifyInstance, runtime: Runtime, recovery: ServiceRecovery): void {
  const told = () => ({ service: runtime.name, instance: runtime.config.instance, ...recovery.status });
  app.get(`${ADMIN}/recovery`, () => told());
  app.post(`${ADMIN}/recovery`, async ({ body }) => {
    const read = new RequestReader(body ?? {});
    const mode = read.optionalText('mode') ?? 'incremental';
    if (mode !== 'incremental' && mode !== 'full') read.refuse('mode', 'must be incremental or full');
    read.finish();
    const caughtUp = await recovery.again(mode === 'full');
    return { ...told(), ...(caughtUp === undefined ? {} : { events_looked_at: caughtUp.events }) };
  });
  if (recovery.models.length > 0) readModelRoutes(app, recovery);
  app.get(`${ADMIN}/partitions`, async () => {
    if (!recovery.hasEventStore) {
      return { service: runtime.name, partitions: [], archived: [], events_without_partition: 0 };
    }
    const { attached, archived } = await listPartitions(runtime.pool, runtime.name);
    const { events } = await strayEvents(runtime.pool, runtime.name);
    return { service: runtime.name, partitions: attached, archived, events_without_partition: events };
  });
}

function readModelRoutes(app: FastifyInstance, recovery: ServiceRecovery): void {
  app.get(`${ADMIN}/read-models`, () => ({ read_models: recovery.models }));

  app.post(`${ADMIN}/read-models/:name/rebuild`, async ({ params, body }) => {
    new RequestReader(body ?? {}).finish();
    const name = pathParameter(params, 'name');
    const rebuilt = await recovery.rebuild(name);
    if (rebuilt === undefined) throw noReadModel(name, recovery);
    const { aggregates, events, found } = rebuilt;
    return { read_model: name, aggregates, events, corrected: found.map(shown) };
  });

  app.get(`${ADMIN}/read-models/:name/:id`, async ({ params, query }) => {
    const name = pathParameter(params, 'name');
    const id = pathParameter(params, 'id');
    const model = recovery.model(name);
    if (model === undefined) throw noReadModel(name, recovery);
    const past = await model.stateAt(id, momentOf(query));
    if (past !== undefined) return past;
    throw new HttpError(404, 'NOT_FOUND', `There are no events of ${model.aggregateType} ${id}, or none by then.`);
  });
}

/** A moment by `sequence` or by `at`; undefined for the present. */
function momentOf(query: unknown): Moment | undefined {
  const read = new RequestReader(query);
  const sequence = read.queryInteger('sequence', 0, 1, Number.MAX_SAFE_INTEGER);
  const at = read.optionalInstant('at');
  if (at !== undefined && sequence > 0) read.refuse('at', 'must not come together with sequence');
  read.finish();
  if (sequence > 0) return { sequence };
  return at === undefined ? undefined : { at };
}

function noReadModel(name: string, recovery: ServiceRecovery): HttpError {
  return new HttpError(404, 'NOT_FOUND', `There is no read model ${name}; there are ${recovery.models.join(', ')}.`);
}

function shown({ id, field, expected, actual }: Inconsistency) {
  return { id, field, expected, actual };
}
