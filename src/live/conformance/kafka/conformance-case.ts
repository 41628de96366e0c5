/** A question to a broker with the one right answer, whoever asks it. */
import { setTimeout as sleep } from 'node:timers/promises';

/** What is compared, as in the table of docs/fidelity.md. */
export const AREAS = [
  'admin',
  'produce and fetch',
  'offsets',
  'groups',
  'rebalances',
  'expiry',
  'idempotence',
  'transactions and fencing',
  'isolation levels',
  'wrong requests',
  'several brokers',
  'many clients',
] as const;

export type Area = (typeof AREAS)[number];

export interface ConformanceCase<Client> {
  readonly area: Area;
  /** One sentence that says what is right. */
  readonly claim: string;
  /** What has to be seen. */
  readonly right: unknown;
  /** How many brokers it takes; default 1. */
  readonly brokers?: number;
  /** @param name for topics, groups and transactional ids; unique to this run of the case */
  readonly see: (client: Client, name: string) => Promise<unknown>;
}

const SETTLE_LIMIT_MS = 20_000;
const LOOK_EVERY_MS = 100;

/** Asks until the answer is as wanted; gives the last answer, right or wrong. */
export async function eventually<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean): Promise<T> {
  const giveUpAt = performance.now() + SETTLE_LIMIT_MS;
  for (;;) {
    const answer = await ask();
    if (wanted(answer) || performance.now() > giveUpAt) return answer;
    await sleep(LOOK_EVERY_MS);
  }
}
