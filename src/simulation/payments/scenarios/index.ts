/** The scenarios of the requirements, by name. */

import type { RunInput } from '../run-input.ts';
import { concurrentPayments } from './concurrent-payments.ts';
import { happyPath } from './happy-path.ts';
import { insufficientFunds } from './insufficient-funds.ts';
import type { Scenario } from './scenario.ts';

export type { Expectation, Scenario } from './scenario.ts';

export const scenarios: readonly Scenario[] = [happyPath, insufficientFunds, concurrentPayments];

/** The run of a scenario for a seed. */
export function scenarioInput({ name, workload, plan }: Scenario, seed: number): RunInput {
  return { scenario: name, seed, workload, plan };
}
