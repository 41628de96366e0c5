/** The five scenarios, with the alternatives of the third, in the order in which they are played. */
import type { AcceptanceScenario } from '../deployment.ts';
import { concurrentPayments } from './concurrent-payments.ts';
import { fullRecovery } from './full-recovery.ts';
import { gatewayTimeout, gatewayTimeoutCharged, gatewayTimeoutExhausted } from './gateway-timeout.ts';
import { happyPath } from './happy-path.ts';
import { insufficientFunds } from './insufficient-funds.ts';

export const acceptanceScenarios: readonly AcceptanceScenario[] = [
  happyPath,
  insufficientFunds,
  gatewayTimeout,
  gatewayTimeoutExhausted,
  gatewayTimeoutCharged,
  concurrentPayments,
  fullRecovery,
];
