/** What the configuration means to the gateway. */
import type { Config } from '../config.ts';
import { type AttemptPolicy, isProvider, type Provider } from './attempt.ts';
import type { BreakerSettings } from './breaker.ts';

type GatewayConfig = Config['gateway'];

/** Calls from which on the share of failures counts, and the time over which it is taken. */
const MINIMUM_CALLS = 10;
const WINDOW_MS = 60_000;

/** @param order providers in the order in which they are asked. */
export function policyOf(config: GatewayConfig, order: readonly Provider[]): AttemptPolicy {
  const { attempts, retryMs, retryMaxMs, actionMs, queueMs } = config;
  return { order, attempts, retryMs, retryMaxMs, actionMs, queueMs };
}

export function breakerSettings({ providers }: GatewayConfig): ReadonlyMap<Provider, BreakerSettings> {
  return new Map(
    providers.flatMap(({ name, breaker }) =>
      isProvider(name) ? [[name, { ...breaker, minimumCalls: MINIMUM_CALLS, windowMs: WINDOW_MS }] as const] : [],
    ),
  );
}

/** Secrets by which webhooks may be signed; several while one is being changed. */
export function webhookSecrets({ providers }: GatewayConfig): ReadonlyMap<Provider, readonly string[]> {
  return new Map(
    providers.flatMap(({ name, webhookSecrets: secrets }) => (isProvider(name) ? [[name, secrets] as const] : [])),
  );
}
