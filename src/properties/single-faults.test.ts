/**
 * A sample of the exhaustive search, `npm run simulate -- --exhaustive`: of all single faults that can strike in the reference payments,
 * evenly spread ones are played, and every property holds.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PaymentEnvironment, references, runPayments, singles } from '../simulation/payments/index.ts';
import { violationsOf } from './search/find-violation.ts';

const PLAYED = 3;

let environment: PaymentEnvironment;
beforeAll(async () => {
  environment = await PaymentEnvironment.open();
});
afterAll(() => environment.close());

it.each(references.map((input) => ({ input, name: input.scenario })))(
  '$name survives single faults',
  async ({ input }) => {
    const { history, points = [] } = await runPayments(input, environment, { keepTrace: true });
    expect(history.end.kind).toBe('quiescent');
    const faults = singles({ input, history, points });
    expect(faults.length).toBeGreaterThan(points.length);
    const step = faults.length / PLAYED;
    for (let at = step / 2; at < faults.length; at += step) {
      const fault = faults.slice(Math.floor(at), Math.floor(at) + 1);
      const run = { ...input, plan: [...input.plan, ...fault] };
      expect(await violationsOf(run, environment), JSON.stringify(fault)).toEqual([]);
    }
  },
);
