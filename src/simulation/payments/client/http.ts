/**
 * A client's HTTP: each try is recorded with what was sent and what was told, and a request whose answer was lost
 * (or was "try again") is sent again under the same Idempotency-Key, as a careful user of a payment API does.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { request as send } from 'undici';
import type { HttpExchange, Purpose } from '../history.ts';

/** What is the same for all tries of one request. */
export interface Errand {
  readonly purpose: Purpose;
  /** Index in the workload, or -1. */
  readonly request: number;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface HttpOptions {
  /** Base addresses of the instances; tries go round them. */
  readonly addresses: readonly string[];
  /** Milliseconds since the start of the run. */
  readonly now: () => number;
  readonly record: (exchange: HttpExchange) => void;
}

/** How long one try waits for its answer. */
const ANSWER_MS = 10_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 3000;

/** One try. Resolves with nothing when the answer was lost. */
export async function tryOnce(options: HttpOptions, errand: Errand, attempt: number): Promise<Answer | undefined> {
  const start = Math.max(errand.request, 0) + attempt - 1;
  const address = options.addresses[start % options.addresses.length] ?? '';
  const { purpose, request, method, path, body, idempotencyKey } = errand;
  const sent = {
    purpose,
    request,
    attempt,
    method,
    path,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(body === undefined ? {} : { body }),
    sentMs: options.now(),
  };
  try {
    const response = await send(`${address}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const answer = { status: response.statusCode, body: parse(await response.body.text()) };
    options.record({ ...sent, answer: { ...answer, receivedMs: options.now() } });
    return answer;
  } catch (error) {
    options.record({ ...sent, error: describe(error) });
    return undefined;
  }
}

/** Tries until there is an answer that settles the request, however long it takes. */
export async function insist(options: HttpOptions, errand: Errand): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await tryOnce(options, errand, attempt);
    if (answer !== undefined && settles(answer)) return answer;
    await sleep(Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS));
  }
}

/**
 * Whether an answer is final: neither a failure of the server, nor a plea to come back later, nor word that what arrived was no request at
 * all, which a client that knows what it has sent takes for a fault on the way.
 */
export function settles({ status, body }: Answer): boolean {
  return status < 500 && status !== 429 && fieldOf(fieldOf(body, 'error'), 'code') !== 'INVALID_HTTP';
}

/**
 * Whether a service says that it can be used. Leaves no open connection behind, on which the first request of the workload
 * would overtake all others that are sent at the same moment.
 */
export async function isReady(address: string): Promise<boolean> {
  try {
    const response = await send(`${address}/health/ready`, { reset: true, signal: AbortSignal.timeout(ANSWER_MS) });
    await response.body.dump();
    return response.statusCode === 200;
  } catch {
    return false;
  }
}

/** A field of parsed JSON, or undefined where there is none. */
export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

/** A text field of an answer's body. */
export function textField({ body }: Answer, name: string): string | undefined {
  const value = fieldOf(body, name);
  return typeof value === 'string' ? value : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return `${error.name}: ${error.message}${cause}`;
}
