/**
 * The gateway service: takes commands and webhooks, and calls the payment providers in workers of its own. Each provider has a
 * bulkhead: its own workers with their own places, one for charges and one for refunds, and its own connections. One that
 * hangs ties up nothing but these.
 */
import type { Config } from '../config.ts';
import { type RunningService, type Runtime, startService, type Worker } from '../platform/index.ts';
import { type AttemptPolicy, type Circumstances, isProvider, PROVIDERS, type Provider } from './attempt.ts';
import { Breakers } from './breakers.ts';
import { ChargeWork } from './charge-work.ts';
import { gatewayHandler } from './handler.ts';
import { LeasedWorker } from './leased-worker.ts';
import { Leases } from './leases.ts';
import { pendingAttempts } from './pending.ts';
import { ProviderClient } from './provider-client.ts';
import { Reconciliation } from './reconciliation.ts';
import { ReconciliationWorker } from './reconciliation-worker.ts';
import { RefundWork } from './refund-work.ts';
import { gatewayRoutes } from './routes.ts';
import { breakerSettings, policyOf, webhookSecrets } from './settings.ts';
import { WebhookInbox } from './webhook-inbox.ts';

/** A lease outlasts the longest call and the writing of its result. */
const LEASE_PER_TIMEOUT = 1.5;
/** A probe is a charge: it is created and confirmed. */
const CALLS_PER_PROBE = 2;

/** Payments wait for what another instance left behind; refunds have more time. */
const LOOK_FOR_CHARGES_MS = 5_000;
const LOOK_FOR_REFUNDS_MS = 15_000;

/** A worker that can be told of something new. */
interface Nudgeable extends Worker {
  nudge(): void;
}

/** What there is for one provider. */
interface Bulkhead {
  readonly charges: Nudgeable;
  readonly refunds: Nudgeable;
}

/**
 * Starts one instance.
 *
 * @throws Error when no provider is configured, or one that the contracts don't know.
 */
export function startGatewayService(config: Config): Promise<RunningService> {
  const [first, ...others] = config.gateway.providers.map(({ name }) => providerNamed(name));
  if (first === undefined) {
    return Promise.reject(new Error('No payment provider is configured: name at least one in PROVIDERS.'));
  }
  const order = [first, ...others] as const;
  const policy = policyOf(config.gateway, order);
  return startService('gateway', config, (runtime) => {
    const leaseMs = config.gateway.timeoutMs * LEASE_PER_TIMEOUT;
    const breakers = new Breakers(breakerSettings(config.gateway), leaseMs * CALLS_PER_PROBE);
    const bulkheads = new Map<Provider, Bulkhead>();
    const nudge = (provider: Provider): void => bulkheads.get(provider)?.charges.nudge();
    const nudgeRefunds = (provider: Provider): void => bulkheads.get(provider)?.refunds.nudge();
    for (const provider of order) {
      bulkheads.set(provider, bulkheadOf(runtime, provider, { breakers, policy, leaseMs, nudge }));
    }
    const circumstances = (): Circumstances => {
      return { now: Date.now(), jitter: Math.random(), policy, usable: breakers.usable };
    };
    const inbox = new WebhookInbox(runtime, { circumstances, nudge });
    const clients = new Map(order.map((provider) => [provider, clientOf(config, provider)] as const));
    const reconciliation = new Reconciliation(runtime, { clients, circumstances, nudge });
    const secrets = webhookSecrets(config.gateway);
    return {
      handle: gatewayHandler({ order, nudgeCharges: nudge, nudgeRefunds }),
      routes: (app) => gatewayRoutes(app, { inbox, secrets, reconciliation }),
      workers: [
        ...[...bulkheads.values()].flatMap(({ charges, refunds }) => [charges, refunds]),
        new ReconciliationWorker(runtime, reconciliation),
      ],
      readModels: [],
      resume: async () => ({ calls: await pendingAttempts(runtime.read) }),
    };
  });
}

interface Shared {
  readonly breakers: Breakers;
  readonly policy: AttemptPolicy;
  readonly leaseMs: number;
  readonly nudge: (provider: Provider) => void;
}

function bulkheadOf(runtime: Runtime, provider: Provider, { breakers, policy, leaseMs, nudge }: Shared): Bulkhead {
  const client = clientOf(runtime.config, provider);
  const leases = new Leases(runtime, { provider, leaseMs, breakers, policy, nudge });
  const chargeWork = new ChargeWork(runtime, provider, client, leases, breakers);
  const refundWork = new RefundWork(runtime, { provider, client, breakers, leaseMs });
  const { concurrency, refundConcurrency } = settingsOf(runtime.config, provider);
  return {
    charges: new LeasedWorker(chargeWork, { concurrency, lookEveryMs: LOOK_FOR_CHARGES_MS }, runtime.log),
    refunds: new LeasedWorker(
      refundWork,
      { concurrency: refundConcurrency, lookEveryMs: LOOK_FOR_REFUNDS_MS },
      runtime.log,
    ),
  };
}

function clientOf(config: Config, provider: Provider): ProviderClient {
  return new ProviderClient({ baseUrl: settingsOf(config, provider).url, timeoutMs: config.gateway.timeoutMs });
}

function settingsOf({ gateway }: Config, provider: Provider) {
  const settings = gateway.providers.find(({ name }) => name === provider);
  if (settings === undefined) throw new Error(`${provider} is not configured.`);
  return settings;
}

function providerNamed(name: string): Provider {
  if (isProvider(name)) return name;
  throw new Error(
    `PROVIDERS names "${name}", which is not a known payment provider; known are ${PROVIDERS.join(', ')}.`,
  );
}
