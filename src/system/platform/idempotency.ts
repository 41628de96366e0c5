/**
 * Requests that may be repeated. The answer of the first is stored in the transaction of its effect, under the caller's name, and every
 * repetition gets that answer, whether it was a success or a refusal. The same key with another request is refused.
 */
import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Queryable } from './database.ts';
import { ConflictError, HttpError } from './errors.ts';
import { errorBody } from './http.ts';
import { integer, isRecord, json, text } from './rows.ts';
import type { Step } from './step.ts';

/** A request that can be recognised. */
export interface IdempotentRequest {
  /** Whose key it is: keys of different callers never meet. */
  readonly caller: string;
  readonly key: string;
  /** Hash of method, path and body. */
  readonly hash: string;
}

/** A status and a JSON body. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const KEY_LENGTH_MAX = 255;

/**
 * What identifies a request.
 *
 * @throws HttpError 400 when it has no usable `Idempotency-Key`.
 */
export function idempotentRequest(request: FastifyRequest): IdempotentRequest {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || key === '' || key.length > KEY_LENGTH_MAX) {
    throw new HttpError(
      400,
      'IDEMPOTENCY_KEY_REQUIRED',
      `Send an Idempotency-Key header of 1 to ${KEY_LENGTH_MAX} characters; repeat it when you repeat the request.`,
    );
  }
  const credentials = request.headers.authorization;
  return {
    caller: credentials === undefined ? 'anonymous' : sha256(credentials),
    key,
    hash: sha256(`${request.method} ${request.url.split('?')[0]}\n${canonical(request.body ?? null)}`),
  };
}

/**
 * Answers a request once. Call it within `Runtime.performSettled`. At first `work` is simply done, since repetitions are rare; when
 * its answer can't be stored because there is one, the transaction is given up, and the next attempt finds that answer.
 *
 * @param work has to throw HttpErrors before it writes or collects anything; they are stored as answers like all others.
 * @throws HttpError 422 when the key was used for another request.
 */
export async function answerOnce(
  step: Step,
  schema: string,
  request: IdempotentRequest,
  work: () => Promise<Answer>,
): Promise<Answer> {
  if (step.tx.attempt > 1) {
    const stored = await storedAnswer(step.tx, schema, request);
    if (stored !== undefined) return stored;
  }
  const answer = await work().catch(refusal);
  const { rows } = await step.tx.query(
    {
      name: `${schema}.idempotency.store`,
      text: `INSERT INTO ${schema}.idempotency_keys (caller, idempotency_key, request_hash, status, answer, created_at)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING 1`,
    },
    [request.caller, request.key, request.hash, answer.status, JSON.stringify(answer.body), new Date().toISOString()],
  );
  if (rows.length === 0) throw new ConflictError(`The idempotency key ${request.key} was used before.`);
  return answer;
}

async function storedAnswer(
  database: Queryable,
  schema: string,
  { caller, key, hash }: IdempotentRequest,
): Promise<Answer | undefined> {
  const { rows } = await database.query(
    {
      name: `${schema}.idempotency.find`,
      text: `SELECT request_hash, status, answer FROM ${schema}.idempotency_keys WHERE caller = $1 AND idempotency_key = $2`,
    },
    [caller, key],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  if (text(row, 'request_hash') !== hash) {
    throw new HttpError(
      422,
      'IDEMPOTENCY_KEY_REUSED',
      'This Idempotency-Key was used for a different request. Use a new key for a new request.',
    );
  }
  return { status: integer(row, 'status'), body: json(row, 'answer') };
}

function refusal(error: unknown): Answer {
  if (!(error instanceof HttpError)) throw error;
  return { status: error.status, body: { ...errorBody(error.code, error.message, error.details) } };
}

/** JSON with sorted keys, so that the order in which a client writes them makes no difference. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    isRecord(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}

function sha256(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}
