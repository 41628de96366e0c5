/**
 * The payments whose every I/O point is struck by an exhaustive search: each as small as it can be, because its cost is paid once for
 * every point that it reaches. One instance of each service, one wallet, and the shortest time-outs there are: calls of providers take half a second
 * at most, and sessions at the broker last as long as a broker allows them to be short.
 */

import type { RunInput } from '../run-input.ts';
import { confirmTimesOut, scenarioSettings } from '../scenarios/gateway-story.ts';
import type { ClientRequest } from '../workload.ts';

const amount = 800;

/** How long sessions last, which is longer than the leases of the gateway. */
export const SESSION_MS = 6_000;
const settings = {
  KAFKA_SESSION_TIMEOUT_MS: String(SESSION_MS),
  KAFKA_HEARTBEAT_INTERVAL_MS: '1500',
  PROVIDER_TIMEOUT_MS: '500',
};

export const references: readonly RunInput[] = [
  reference('happy-path', [{ kind: 'pay', atMs: 0, wallet: 0, amount }]),
  reference('insufficient-funds', [{ kind: 'pay', atMs: 0, wallet: 0, amount: 5 * amount }]),
  reference('refund', [
    { kind: 'pay', atMs: 0, wallet: 0, amount },
    { kind: 'refund', atMs: 0, pay: 0 },
  ]),
  {
    ...reference('gateway-timeout', [{ kind: 'pay', atMs: 0, wallet: 0, amount }]),
    plan: confirmTimesOut('stripe', ['timeout-lost', 'timeout-lost', 'timeout-lost']),
    settings: { ...scenarioSettings, ...settings },
  },
];

function reference(name: string, requests: readonly ClientRequest[]): RunInput {
  return {
    scenario: `reference-${name}`,
    seed: 1,
    workload: { wallets: [{ userId: 'user-1', currency: 'EUR', topUp: 1_000 }], requests },
    plan: [],
    instances: { wallet: 1 },
    webhooks: true,
    settings,
  };
}
