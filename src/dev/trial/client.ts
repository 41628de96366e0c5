/** Calls over HTTP for a caller who does not give up: a service that is just being killed does not answer. */
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { isRecord } from '../../system/platform/rows.ts';

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A caller who gave up after this long found something that does not come back. */
const PATIENCE_MS = 240_000;
const CALL_LIMIT_MS = 15_000;
const PAUSE_MS = 150;

/** Reads until there is an answer. @throws Error when none comes. */
export function read(url: string): Promise<Answer> {
  return patiently('GET', url);
}

/** Sends until it is answered, each time under the same key, so that it takes effect once. @throws Error when none comes. */
export function send(url: string, body: unknown): Promise<Answer> {
  return patiently('POST', url, body);
}

/** Reads until what is read is `enough`. @throws Error when it never is. */
export async function readUntil(url: string, enough: (body: Answer['body']) => boolean): Promise<Answer['body']> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    const { body } = await read(url);
    if (enough(body)) return body;
    if (Date.now() > giveUpAt) throw new Error(`${url} stays at ${JSON.stringify(body)}.`);
    await setTimeout(PAUSE_MS);
  }
}

/** The objects in a list of an answer. */
export function listIn(body: Answer['body'], name: string): readonly Readonly<Record<string, unknown>>[] {
  const list = body[name];
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

async function patiently(method: string, url: string, body?: unknown): Promise<Answer> {
  const request: RequestInit = {
    method,
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await once(url, request);
    if (typeof answer !== 'string') return answer;
    if (Date.now() > giveUpAt) throw new Error(`${method} ${url} is not answered: ${answer}.`);
    await setTimeout(PAUSE_MS);
  }
}

/** The answer, or why there is none that counts. */
async function once(url: string, request: RequestInit): Promise<Answer | string> {
  try {
    const response = await fetch(url, { ...request, signal: AbortSignal.timeout(CALL_LIMIT_MS) });
    const body: unknown = await response.json();
    return response.status < 500 && isRecord(body) ? { status: response.status, body } : `HTTP ${response.status}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
