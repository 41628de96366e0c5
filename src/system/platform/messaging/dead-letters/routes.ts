/** `/api/v1/admin/dead-letters`: looking at what could not be handled, handling it once more, or giving it up. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpError } from '../../errors.ts';
import { RequestReader } from '../../request.ts';
import type { Runtime } from '../../runtime.ts';
import { operatorOf, PAGE_MAX, pageOf, uuidOf } from '../admin-request.ts';
import { detailsOf, LETTER_CAUSES, LETTER_STATES, summaryOf } from './letter.ts';
import { type LetterFilter, listLetters } from './listing.ts';
import { redriveMany } from './redrive-many.ts';
import type { RedriveOutcome, Redriver } from './redriver.ts';
import { findLetter, lockLetter, resolveLetter } from './store.ts';

const PATH = '/api/v1/admin/dead-letters';

/** Adds the routes of one service. */
export function deadLetterRoutes(app: FastifyInstance, runtime: Runtime, redriver: Redriver): void {
  const { name, read } = runtime;

  app.get(PATH, async (request) => {
    const query = new RequestReader(request.query);
    const state = query.optionalText('state') ?? 'waiting';
    if (![...LETTER_STATES, 'any'].includes(state)) {
      query.refuse('state', `must be one of ${LETTER_STATES.join(', ')}, any`);
    }
    const filter = { ...filterOf(query), ...(state === 'any' ? {} : { state }) };
    const { limit, after } = pageOf(query);
    query.finish();
    const letters = await listLetters(read, name, filter, limit, after);
    const last = letters.length === limit ? letters.at(-1) : undefined;
    return { dead_letters: letters.map(summaryOf), ...(last === undefined ? {} : { next_cursor: last.id }) };
  });

  app.get(`${PATH}/:id`, async (request) => {
    const letter = await findLetter(read, name, uuidOf(request, 'dead letter', name));
    return letter === undefined ? refuseUnknown(request, name) : detailsOf(letter);
  });

  app.post(`${PATH}/:id/redrive`, async (request) => {
    const id = uuidOf(request, 'dead letter', name);
    return answerOf(request, name, id, await redriver.redrive(id, operatorOf(request)));
  });

  app.post(`${PATH}/redrive`, async (request) => {
    const query = new RequestReader(request.query);
    const filter = filterOf(query);
    const limit = query.queryInteger('limit', PAGE_MAX, 1, PAGE_MAX);
    query.finish();
    const results = await redriveMany(runtime, redriver, filter, limit, operatorOf(request));
    const count = (outcome: string): number => results.filter((one) => one.outcome === outcome).length;
    return { redriven: count('redriven') + count('handled-before'), failed: count('failed'), results };
  });

  app.post(`${PATH}/:id/discard`, async (request) => {
    const id = uuidOf(request, 'dead letter', name);
    const body = new RequestReader(request.body ?? {});
    const reason = body.text('reason', 500);
    body.finish();
    return await discard(request, runtime, id, reason);
  });
}

async function discard(request: FastifyRequest, runtime: Runtime, id: string, reason: string): Promise<object> {
  const by = operatorOf(request);
  return await runtime.performSettled(async (step) => {
    const letter = await lockLetter(step.tx, runtime.name, id);
    if (letter === undefined) return refuseUnknown(request, runtime.name);
    if (letter.state === 'redriven') {
      throw new HttpError(409, 'NOT_WAITING', 'This dead letter was redriven; there is nothing to discard.');
    }
    await resolveLetter(step.tx, runtime.name, id, { state: 'discarded', by, resolution: reason });
    return { dead_letter_id: id, state: 'discarded' };
  });
}

function filterOf(query: RequestReader): Omit<LetterFilter, 'state'> {
  const topic = query.optionalText('topic', 249);
  const eventType = query.optionalText('event_type');
  const cause = query.optionalText('cause');
  const key = query.optionalText('key', 1_000);
  if (cause !== undefined && !LETTER_CAUSES.some((known) => known === cause)) {
    query.refuse('cause', `must be one of ${LETTER_CAUSES.join(', ')}`);
  }
  return {
    ...(topic === undefined ? {} : { topic }),
    ...(eventType === undefined ? {} : { eventType }),
    ...(cause === undefined ? {} : { cause }),
    ...(key === undefined ? {} : { key }),
  };
}

function answerOf(request: FastifyRequest, service: string, id: string, result: RedriveOutcome): object {
  if (result.outcome === 'unknown') return refuseUnknown(request, service);
  if (result.outcome === 'not-waiting') {
    if (result.state === 'redriven') return { dead_letter_id: id, state: 'redriven', outcome: 'redriven-before' };
    throw new HttpError(409, 'NOT_WAITING', 'This dead letter was discarded; it can not be redriven any more.');
  }
  if (result.outcome !== 'failed') return { dead_letter_id: id, state: 'redriven', outcome: result.outcome };
  const again = result.nextRedriveAt === undefined ? '' : ` It is tried again at ${result.nextRedriveAt}.`;
  throw new HttpError(409, 'REDRIVE_FAILED', `The message failed again: ${result.reason}${again}`, {
    cause: result.cause,
    errors: result.errors,
    ...(result.nextRedriveAt === undefined ? {} : { next_redrive_at: result.nextRedriveAt }),
  });
}

function refuseUnknown(request: FastifyRequest, service: string): never {
  const id = uuidOf(request, 'dead letter', service);
  throw new HttpError(404, 'DEAD_LETTER_NOT_FOUND', `The ${service} service has no dead letter ${id}.`);
}
