/** Asks the cases, and compares what is seen with what is right. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { ConformanceCase } from './conformance-case.ts';

const CASE_LIMIT_MS = 40_000;
const SIDE_BY_SIDE = 8;

export interface Difference {
  readonly claim: string;
  readonly right: unknown;
  /** What was seen, or the error. */
  readonly seen: unknown;
}

/**
 * What a broker answers otherwise than it should. Some cases are asked side by side, so that their waiting costs little; not all of them,
 * or a small machine would be too busy for the time-outs of clients.
 * @param clientFor the client that a case uses
 */
export async function differences<Client>(
  clientFor: () => Promise<Client>,
  cases: readonly ConformanceCase<Client>[],
  limitMs = CASE_LIMIT_MS,
): Promise<readonly Difference[]> {
  const found: Difference[] = [];
  const left = [...cases];
  const askOn = async () => {
    for (let one = left.shift(); one !== undefined; one = left.shift())
      found.push(...(await ask(clientFor, one, limitMs)));
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, askOn));
  return found;
}

/** A broker that is wrong may let a client wait for ever. */
async function tooLate(limitMs: number): Promise<string> {
  return await sleep(limitMs, `no answer within ${limitMs / 1000} s`, { ref: false });
}

async function ask<Client>(
  clientFor: () => Promise<Client>,
  { claim, right, see }: ConformanceCase<Client>,
  limitMs: number,
): Promise<readonly Difference[]> {
  try {
    const seen = await Promise.race([see(await clientFor(), `conformance-${randomUUID()}`), tooLate(limitMs)]);
    return isDeepStrictEqual(seen, right) ? [] : [{ claim, right, seen }];
  } catch (error) {
    return [{ claim, right, seen: error instanceof Error ? error.message : String(error) }];
  }
}
