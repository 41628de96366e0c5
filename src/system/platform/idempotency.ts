/**
 * Requests that may be repeated. The answer of the first is stored in the transaction of its effect, under the caller's name, and every
 * repetition gets that answer, whether it was a success or a refusal. The same key with another request is refused.
 */
import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { callerOf } from './api/caller.ts';
import { errorBody } from './api/error-body.ts';
import type { Queryable } from './database.ts';
import { ConflictError, HttpError } from './errors.ts';
import { integer, json, text } from './rows.ts';
import type { Step } from './step.ts';

/** A request that can be recognised. */
export interface IdempotentRequest {
  /** Whose key it is: keys of different callers never meet. */
  readonly caller: string;
  readonly key: string;
  /** Hash of method, path and body. */
  readonly hash: string;
  /** The correlation id of this repetition: that of the first is in the messages. */
  readonly correlationId: string;
}

/** A status and a JSON body. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Visible ASCII. Several headers of this name arrive joined by a comma and a space, which is none. */
const KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * What identifies a request. Its caller is the owner of the API key; without authentication it is whatever the header `Authorization` says.
 *
 * @throws HttpError 400 when it has no usable `Idempotency-Key`.
 */
export function idempotentRequest(request: FastifyRequest): IdempotentRequest {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || !KEY.test(key)) {
    throw new HttpError(
      400,
      'IDEMPOTENCY_KEY_REQUIRED',
      'Send an Idempotency-Key header of 1 to 255 visible ASCII characters, such as a UUID; repeat it when you repeat the request.',
    );
  }
  return {
    caller: callerName(request),
    key,
    hash: sha256(`${request.method} ${request.url.split('?')[0]}\n${JSON.stringify(canonical(request.body ?? null))}`),
    correlationId: request.id,
  };
}

function callerName(request: FastifyRequest): string {
  const caller = callerOf(request);
  if (caller !== undefined) return `${caller.kind}:${caller.id}`;
  const credentials = request.headers.authorization;
  return credentials === undefined ? 'anonymous' : sha256(credentials);
}

/** A request, and what answers it. */
export interface Answering {
  readonly request: IdempotentRequest;
  /** Has to throw HttpErrors before it writes or collects anything; they are stored as answers like all others. */
  readonly work: () => Promise<Answer>;
}

/**
 * Answers a request once. Call it within `Runtime.performSettled`. At first `work` is simply done, since repetitions are rare; when
 * its answer can't be stored because there is one, the transaction is given up, and the next attempt finds that answer. The same key
 * with another request is answered with 422.
 */
export async function answerOnce(
  step: Step,
  schema: string,
  request: IdempotentRequest,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const [answer] = await answerEachOnce(step, schema, [{ request, work }]);
  if (answer === undefined) throw new Error('A request was handled, but has no answer.');
  return answer;
}

/**
 * Like `answerOnce`, for several requests in one transaction.
 *
 * @throws Error when two of them have the same key.
 */
export async function answerEachOnce(
  step: Step,
  schema: string,
  all: readonly Answering[],
): Promise<readonly Answer[]> {
  if (new Set(all.map(({ request }) => identity(request))).size < all.length) {
    throw new Error('Requests with the same key can not be answered in the same transaction.');
  }
  const requests = all.map(({ request }) => request);
  const stored = step.tx.attempt > 1 ? await storedAnswers(step.tx, schema, requests) : new Map<string, Answer>();
  const answers: Answer[] = [];
  const fresh: { readonly request: IdempotentRequest; readonly answer: Answer }[] = [];
  for (const { request, work } of all) {
    const known = stored.get(identity(request));
    const answer = known ?? (await work().catch(refusal));
    answers.push(answer);
    if (known === undefined) fresh.push({ request, answer });
  }
  if (fresh.length > 0) await storeAnswers(step.tx, schema, fresh);
  return answers;
}

async function storeAnswers(
  database: Queryable,
  schema: string,
  answers: readonly { readonly request: IdempotentRequest; readonly answer: Answer }[],
): Promise<void> {
  const { rows } = await database.query(
    {
      name: `${schema}.idempotency.store`,
      text: `INSERT INTO ${schema}.idempotency_keys (caller, idempotency_key, request_hash, status, answer, created_at)
SELECT caller, key, hash, status, answer, $1::timestamptz
FROM unnest($2::text[], $3::text[], $4::text[], $5::int[], $6::jsonb[]) AS a(caller, key, hash, status, answer)
ORDER BY caller, key ON CONFLICT DO NOTHING RETURNING 1`,
    },
    [
      new Date().toISOString(),
      answers.map(({ request }) => request.caller),
      answers.map(({ request }) => request.key),
      answers.map(({ request }) => request.hash),
      answers.map(({ answer }) => answer.status),
      answers.map(({ answer }) => JSON.stringify(answer.body)),
    ],
  );
  if (rows.length < answers.length) {
    throw new ConflictError(
      `An idempotency key was used before: one of ${answers.map((one) => one.request.key).join(', ')}.`,
    );
  }
}

/** What is stored for these requests, by their identity. */
async function storedAnswers(
  database: Queryable,
  schema: string,
  requests: readonly IdempotentRequest[],
): Promise<ReadonlyMap<string, Answer>> {
  const { rows } = await database.query(
    {
      name: `${schema}.idempotency.find`,
      text: `SELECT caller, idempotency_key, request_hash, status, answer FROM ${schema}.idempotency_keys
WHERE (caller, idempotency_key) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
    },
    [requests.map(({ caller }) => caller), requests.map(({ key }) => key)],
  );
  const asked = new Map(requests.map((request) => [identity(request), request.hash]));
  return new Map(
    rows.map((row) => {
      const id = identity({ caller: text(row, 'caller'), key: text(row, 'idempotency_key') });
      const isSame = asked.get(id) === text(row, 'request_hash');
      return [id, isSame ? { status: integer(row, 'status'), body: json(row, 'answer') } : refusal(keyReused())];
    }),
  );
}

function identity({ caller, key }: Pick<IdempotentRequest, 'caller' | 'key'>): string {
  return `${caller} ${key}`;
}

function keyReused(): HttpError {
  return new HttpError(
    422,
    'IDEMPOTENCY_KEY_REUSED',
    'This Idempotency-Key was used for a different request. Use a new key for a new request.',
  );
}

function refusal(error: unknown): Answer {
  if (!(error instanceof HttpError)) throw error;
  return { status: error.status, body: { ...errorBody(error.code, error.message, error.details) } };
}

/** With sorted keys, so that the order in which a client writes them makes no difference. */
function canonical(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(canonical);
  const sorted = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, part]) => [name, canonical(part)]));
}

function sha256(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}
