/** The HTTP API of sagas, for operators: which are under way, what each has done, and what is to be done about one that does not go on. */
import type { FastifyInstance } from 'fastify';
import { HttpError, pathParameter, RequestReader, type Runtime, UUID } from '../platform/index.ts';
import { recoverByHand } from './handler.ts';
import { isSagaState, SAGA_STATES } from './machine.ts';
import { rebuildOverviews } from './overview/rebuild.ts';
import { findSaga, listSagas, type SagaFilter, sagaNotFound, sagaView } from './queries.ts';
import type { RecoveryAction } from './recovery.ts';
import type { SagaLimits } from './saga.ts';

/** The same twice: readable for whoever may read sagas, and beside what only operators may do. */
const PATHS = ['/api/v1/sagas', '/api/v1/admin/sagas'];
const PAGE_MAX = 200;
const REASON_MAX = 900;
const ACTIONS = ['continue', 'compensate', 'verify', 'alert'] as const satisfies readonly RecoveryAction[];

/** Adds the routes of sagas. */
export function sagaRoutes(app: FastifyInstance, runtime: Runtime, limits: SagaLimits): void {
  for (const path of PATHS) {
    app.get(path, async ({ query }) => {
      const filter = readFilter(query);
      const sagas = await listSagas(runtime.read, filter, Date.now(), limits);
      const last = sagas.length < filter.limit ? undefined : sagas.at(-1);
      return { sagas, ...(last === undefined ? {} : { next_cursor: last.payment_id }) };
    });
    app.get(`${path}/:id`, ({ params }) => findSaga(runtime.read, pathParameter(params, 'id'), Date.now(), limits));
  }

  app.post('/api/v1/admin/read-models/saga_projections/rebuild', () => rebuildOverviews(runtime));

  app.post('/api/v1/admin/sagas/:id/recover', async ({ params, body }) => {
    const id = pathParameter(params, 'id');
    if (!UUID.test(id)) throw sagaNotFound(id);
    const { action, reason } = readRecovery(body);
    const request = { paymentId: id, action, reason };
    const outcome = await runtime.performSettled((step) => recoverByHand(step, request, limits));
    if (outcome === undefined) throw sagaNotFound(id);
    if (typeof outcome === 'string') throw new HttpError(409, 'NOT_RECOVERABLE', `Nothing was done: ${outcome}.`);
    return sagaView(outcome, Date.now(), limits);
  });
}

function readFilter(query: unknown): SagaFilter {
  const read = new RequestReader(query);
  const state = read.optionalText('state');
  const stuck = read.optionalText('stuck');
  const cursor = read.optionalText('cursor');
  const walletId = read.optionalText('wallet_id');
  const limit = read.queryInteger('limit', 50, 1, PAGE_MAX);
  if (state !== undefined && !isSagaState(state)) read.refuse('state', `must be one of ${SAGA_STATES.join(', ')}`);
  if (stuck !== undefined && stuck !== 'true') read.refuse('stuck', 'must be true, or absent');
  if (cursor !== undefined && !UUID.test(cursor)) read.refuse('cursor', 'must be the next_cursor of the former page');
  read.finish();
  return { state: isSagaState(state) ? state : undefined, stuck: stuck === 'true', walletId, cursor, limit };
}

/** Without an action, what recovery itself advises is done. */
function readRecovery(body: unknown): { readonly action: RecoveryAction | undefined; readonly reason: string } {
  const read = new RequestReader(body ?? {});
  const wanted = read.optionalText('action');
  const reason = read.optionalText('reason', REASON_MAX) ?? 'asked for by an operator';
  const action = ACTIONS.find((one) => one === wanted);
  if (wanted !== undefined && action === undefined) read.refuse('action', `must be one of ${ACTIONS.join(', ')}`);
  read.finish();
  return { action, reason };
}
