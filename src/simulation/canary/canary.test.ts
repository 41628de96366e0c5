/**
 * A harness that never complains proves nothing. The canary has a bug on purpose, and the search that finds nothing in the
 * shipped system has to find it, and to shrink it to what matters.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explain, findViolation, violationsOf } from '../../properties/search/find-violation.ts';
import { encodeToken } from '../campaign/token.ts';
import type { PaymentEnvironment } from '../payments/environment.ts';
import { happyPath } from '../payments/scenarios/happy-path.ts';
import { scenarioInput } from '../payments/scenarios/index.ts';
import { openCanaryEnvironment } from './index.ts';

const FOUND_WITHIN_RUNS = 20;
const BUDGET_MS = 120_000;

let environment: PaymentEnvironment;
beforeAll(async () => {
  environment = await openCanaryEnvironment();
});
afterAll(() => environment.close());

describe('the canary', () => {
  it('looks healthy as long as payments come one after the other', async () => {
    expect(await violationsOf(scenarioInput(happyPath, 1), environment)).toEqual([]);
  });

  it(
    'is found, and shrunk to two payments from one wallet and no fault',
    async () => {
      const search = { environment, profile: 'swarm', runs: FOUND_WITHIN_RUNS, seed: 3, budgetMs: BUDGET_MS } as const;
      const result = await findViolation(search);
      expect(result.found?.violations.map(({ property }) => property)).toContain('no-double-spend');
      expect(result.found?.input).toMatchObject({
        workload: {
          wallets: [{ topUp: 1 }],
          requests: [
            { kind: 'pay', wallet: 0, atMs: 0, amount: 1 },
            { kind: 'pay', wallet: 0, atMs: 0, amount: 1 },
          ],
        },
        plan: [],
      });
      expect(explain(result, encodeToken)).toMatch(/npm run simulate -- --replay temblor\S+$/);
    },
    2 * BUDGET_MS,
  );
});
