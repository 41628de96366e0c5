/** Asks the cases, and compares what is seen with what is right. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { ConformanceCase } from './cases.ts';
import type { ConformanceClient } from './client.ts';

const CASE_LIMIT_MS = 20_000;

export interface Difference {
  readonly claim: string;
  readonly right: unknown;
  /** What was seen, or the error. */
  readonly seen: unknown;
}

/** What a broker answers otherwise than it should. Cases are asked side by side, so that their waiting costs little. */
export async function differences(
  client: ConformanceClient,
  cases: readonly ConformanceCase[],
  limitMs = CASE_LIMIT_MS,
): Promise<readonly Difference[]> {
  const asked = await Promise.all(cases.map((one) => ask(client, one, limitMs)));
  return asked.flat();
}

/** A broker that is wrong may let a client wait for ever. */
async function tooLate(limitMs: number): Promise<string> {
  return await sleep(limitMs, `no answer within ${limitMs / 1000} s`, { ref: false });
}

async function ask(
  client: ConformanceClient,
  { claim, right, see }: ConformanceCase,
  limitMs: number,
): Promise<readonly Difference[]> {
  try {
    const seen = await Promise.race([see(client, `conformance-${randomUUID()}`), tooLate(limitMs)]);
    return isDeepStrictEqual(seen, right) ? [] : [{ claim, right, seen }];
  } catch (error) {
    return [{ claim, right, seen: error instanceof Error ? error.message : String(error) }];
  }
}
