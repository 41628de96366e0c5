/** The scenarios of the requirements, by name. */

import type { RunInput } from '../run-input.ts';
import { concurrentPayments } from './concurrent-payments.ts';
import { fullRecovery } from './full-recovery.ts';
import { gatewayLate } from './gateway-late.ts';
import { gatewayOutcomes, gatewayOutcomesAtOnce } from './gateway-outcomes.ts';
import { gatewayTimeout, gatewayTimeoutCharged, gatewayTimeoutExhausted } from './gateway-timeout.ts';
import { happyPath } from './happy-path.ts';
import { insufficientFunds } from './insufficient-funds.ts';
import type { Scenario } from './scenario.ts';
import { slowSteps } from './slow-steps.ts';
import { topicSplit } from './topic-split.ts';

export type { Expectation, Scenario } from './scenario.ts';

export const scenarios: readonly Scenario[] = [
  happyPath,
  insufficientFunds,
  gatewayTimeout,
  gatewayTimeoutExhausted,
  gatewayTimeoutCharged,
  gatewayLate,
  gatewayOutcomes,
  gatewayOutcomesAtOnce,
  concurrentPayments,
  slowSteps,
  fullRecovery,
  topicSplit,
];

/** The run of a scenario for a seed. */
export function scenarioInput(scenario: Scenario, seed: number): RunInput {
  const { name, workload, plan, instances, settings, webhooks } = scenario;
  return {
    scenario: name,
    seed,
    workload,
    plan,
    ...(instances === undefined ? {} : { instances }),
    ...(settings === undefined ? {} : { settings }),
    ...(webhooks === undefined ? {} : { webhooks }),
  };
}
