/** What a service instance of a live run is told by its environment. Pure. */
import { ALWAYS_THERE, type Member, PROVIDERS, SETTINGS, webhookSecretOf } from '../../simulation/payments/cast.ts';
import { type Addresses, KAFKA, POSTGRES } from '../network/addresses.ts';

/**
 * Waiting costs nothing in virtual time and everything in real time, so what only waits is shorter here. A run that says otherwise is
 * obeyed.
 */
export const LIVE_PACE: Readonly<Record<string, string>> = {
  KAFKA_SESSION_TIMEOUT_MS: '6000',
  KAFKA_HEARTBEAT_INTERVAL_MS: '1000',
  PROVIDER_TIMEOUT_MS: '2000',
  PROVIDER_STRIPE_BREAKER_OPEN_MS: '4000',
  PROVIDER_PAYPAL_BREAKER_OPEN_MS: '3000',
  PROVIDER_ADYEN_BREAKER_OPEN_MS: '3000',
  PROVIDER_RETRY_MAX_MS: '2000',
  RELAY_CYCLE_MS: '2000',
  DATABASE_CONNECT_TIMEOUT_MS: '3000',
  DATABASE_STATEMENT_TIMEOUT_MS: '8000',
  LOG_LEVEL: 'warn',
};

export interface Whereabouts {
  readonly addresses: Addresses;
  /** Of the database; host and port are replaced by those of the proxy. */
  readonly databaseUrl: string;
  /** Brokers, where no proxy can stand before them. */
  readonly brokers?: string;
}

/** @param settings those of the run, which win */
export function variablesOf(
  { name, service }: Member,
  { addresses, databaseUrl, brokers }: Whereabouts,
  settings: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const gateway = service === 'gateway' ? name : 'gateway-1';
  const providers = PROVIDERS.flatMap((provider) => [
    [`PROVIDER_${provider.toUpperCase()}_URL`, `http://127.0.0.1:${addresses.onPath(gateway, provider)}`],
    [`PROVIDER_${provider.toUpperCase()}_WEBHOOK_SECRET`, webhookSecretOf(provider)],
  ]);
  const others = ALWAYS_THERE.map((other) => `${other}=http://127.0.0.1:${addresses.of(`${other}-1`)}`);
  return {
    ...SETTINGS,
    ...LIVE_PACE,
    INSTANCE: name,
    DATABASE_URL: through(databaseUrl, addresses.onPath(name, POSTGRES)),
    KAFKA_BROKERS: brokers ?? `127.0.0.1:${addresses.onPath(name, KAFKA)}`,
    HTTP_HOST: '127.0.0.1',
    [`${service.toUpperCase()}_PORT`]: String(addresses.of(name)),
    RECOVERY_SERVICES: others.join(),
    PROVIDERS: PROVIDERS.join(','),
    ...Object.fromEntries(providers),
    ...onThisMachine(settings, addresses),
  };
}

/** Settings of a scenario name processes by the addresses of the simulated world. */
function onThisMachine(settings: Readonly<Record<string, string>>, addresses: Addresses) {
  const moved = (value: string): string =>
    value.replace(/http:\/\/([a-z]+-\d+):8080/g, (_, name: string) => `http://127.0.0.1:${addresses.of(name)}`);
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, moved(value)]));
}

function through(databaseUrl: string, port: number): string {
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return url.href;
}
