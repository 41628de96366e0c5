/** The gateway service: takes commands, and calls the payment providers in workers of its own. */
import type { Config } from '../config.ts';
import { type RunningService, type Runtime, startService } from '../platform/index.ts';
import { isProvider, PROVIDERS, type Provider } from './attempt.ts';
import { gatewayHandler } from './handler.ts';
import { Leases } from './leases.ts';
import { ProviderClient } from './provider-client.ts';
import { AttemptWorker } from './worker.ts';

/** Calls to one provider that are under way at a time. */
const CONCURRENCY = 64;
/** A lease outlasts the longest call and the writing of its result. */
const LEASE_PER_TIMEOUT = 1.5;

/**
 * Starts one instance. Its HTTP side has the health endpoints only.
 *
 * @throws Error when no provider is configured, or one that the contracts don't know.
 */
export function startGatewayService(config: Config): Promise<RunningService> {
  const names = config.gateway.providers.map(({ name }) => providerNamed(name));
  const [first] = names;
  if (first === undefined) {
    return Promise.reject(new Error('No payment provider is configured: name at least one in PROVIDERS.'));
  }
  return startService('gateway', config, (runtime) => {
    const workers = new Map(names.map((name) => [name, workerFor(name, runtime, config)]));
    return { handle: gatewayHandler(first, () => workers.get(first)?.nudge()), workers: [...workers.values()] };
  });
}

function workerFor(provider: Provider, runtime: Runtime, { gateway }: Config): AttemptWorker {
  const baseUrl = gateway.providers.find(({ name }) => name === provider)?.url ?? '';
  return new AttemptWorker(runtime, {
    provider,
    client: new ProviderClient({ baseUrl, timeoutMs: gateway.timeoutMs }),
    leases: new Leases(runtime, gateway.timeoutMs * LEASE_PER_TIMEOUT),
    concurrency: CONCURRENCY,
  });
}

function providerNamed(name: string): Provider {
  if (isProvider(name)) return name;
  throw new Error(
    `PROVIDERS names "${name}", which is not a known payment provider; known are ${PROVIDERS.join(', ')}.`,
  );
}
