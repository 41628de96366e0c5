/**
 * The system as it ships, under workloads and fault plans that fast-check draws: every property holds. When one does
 * not, the message has the smallest run that still fails, and the token that replays it.
 *
 * TEMBLOR_PROPERTY_RUNS (default 20) and TEMBLOR_PROPERTY_SEED (default 1) widen or move the search.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { encodeToken } from '../simulation/campaign/token.ts';
import { PaymentEnvironment } from '../simulation/payments/environment.ts';
import { explain, findViolation } from './search/find-violation.ts';

const runs = Number(process.env['TEMBLOR_PROPERTY_RUNS'] ?? 20);
const seed = Number(process.env['TEMBLOR_PROPERTY_SEED'] ?? 1);
/** Shrinking stops then, so that the test still says what it found. */
const BUDGET_MS = 180_000;

let environment: PaymentEnvironment;
beforeAll(async () => {
  environment = await PaymentEnvironment.open();
});
afterAll(() => environment.close());

it.each([
  ['nothing goes wrong', 'none', Math.ceil(runs / 3)],
  ['anything goes wrong', 'swarm', runs],
] as const)(
  'every property holds when %s',
  async (_what, profile, count) => {
    const result = await findViolation({ environment, profile, runs: count, seed, budgetMs: BUDGET_MS });
    if (result.found !== undefined) throw new Error(explain(result, encodeToken));
    expect(result).toMatchObject({ drawn: count, interrupted: false });
  },
  2 * BUDGET_MS,
);
