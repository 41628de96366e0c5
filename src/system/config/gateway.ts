/** The providers, and how they are called. */
import type { EnvironmentReader } from '../environment.ts';

export type GatewayConfig = Readonly<ReturnType<typeof readGateway>>;
export type ProviderConfig = Readonly<ReturnType<typeof readProvider>>;

export function readGateway(read: EnvironmentReader) {
  read.section('Providers');
  const names = read.list('PROVIDERS', {
    default: 'stripe',
    form: 'names separated by commas',
    about: 'The payment providers, in the order in which they are tried.',
  });
  return {
    /** In the order in which they are tried. */
    providers: names.map((name) => readProvider(read, name)),
    timeoutMs: read.integer('PROVIDER_TIMEOUT_MS', {
      default: 30_000,
      min: 1,
      max: 600_000,
      about: 'How long one call of a provider may take, in milliseconds.',
    }),
    attempts: read.integer('PROVIDER_ATTEMPTS', {
      default: 3,
      min: 1,
      max: 20,
      about: 'How often a charge is tried at one provider, the first time included.',
    }),
    retryMs: read.integer('PROVIDER_RETRY_MS', {
      default: 1_000,
      min: 0,
      max: 60_000,
      about:
        'Wait before the second try, in milliseconds; it doubles from one to the next, and is drawn out by up to 20 %.',
    }),
    retryMaxMs: read.integer('PROVIDER_RETRY_MAX_MS', {
      default: 5_000,
      min: 0,
      max: 600_000,
      about: 'Longest wait between two tries, in milliseconds.',
    }),
    queueMs: read.integer('PROVIDER_QUEUE_MS', {
      default: 120_000,
      min: 0,
      max: 86_400_000,
      about: 'How long a payment waits while the circuit breakers of all providers are open, in milliseconds.',
    }),
    actionMs: read.integer('PROVIDER_ACTION_MS', {
      default: 300_000,
      min: 1,
      max: 86_400_000,
      about: 'How long the holder of a card may take to agree to a charge (3-D Secure), in milliseconds.',
    }),
    reconciliationMs: read.integer('RECONCILIATION_INTERVAL_MS', {
      default: 86_400_000,
      min: 0,
      max: 604_800_000,
      about: 'How often the books of the providers are compared with ours, in milliseconds; 0 for never.',
    }),
  };
}

/** From the requirements: stripe is given more time than the others. */
const STRIPES_BREAKER = { failures: 5, openMs: 60_000, failureRate: 0.5 };
const OTHERS_BREAKER = { failures: 3, openMs: 30_000, failureRate: 0.6 };

function readProvider(read: EnvironmentReader, name: string) {
  const prefix = `PROVIDER_${name.toUpperCase()}`;
  const breaker = name === 'stripe' ? STRIPES_BREAKER : OTHERS_BREAKER;
  return {
    name,
    /** Without a trailing slash. */
    url: read.url(`${prefix}_URL`, ['http:', 'https:'], {
      family: 'PROVIDER_<NAME>_URL',
      default: `http://${name}`,
      about: 'Base address of the provider of that name.',
    }),
    webhookSecrets: secretsIn(
      read.optionalText(`${prefix}_WEBHOOK_SECRET`, {
        family: 'PROVIDER_<NAME>_WEBHOOK_SECRET',
        form: 'text; two separated by a comma while it is being changed',
        about: 'The secret by which that provider signs its webhooks. Not set: none are taken from it.',
        secret: true,
      }),
    ),
    /** Calls for charges that are under way at a time; those for refunds have places of their own. */
    concurrency: read.integer(`${prefix}_CONCURRENCY`, {
      family: 'PROVIDER_<NAME>_CONCURRENCY',
      default: 256,
      min: 1,
      max: 10_000,
      about: 'Charges of one instance that are at work at that provider at the same time.',
    }),
    refundConcurrency: read.integer(`${prefix}_REFUND_CONCURRENCY`, {
      family: 'PROVIDER_<NAME>_REFUND_CONCURRENCY',
      default: 8,
      min: 1,
      max: 10_000,
      about: 'Refunds of one instance that are at work at that provider at the same time.',
    }),
    breaker: {
      failures: read.integer(`${prefix}_BREAKER_FAILURES`, {
        family: 'PROVIDER_<NAME>_BREAKER_FAILURES',
        default: breaker.failures,
        min: 1,
        max: 10_000,
        about: 'So many failures in a row open the circuit breaker of that provider (stripe: 5, others: 3).',
      }),
      openMs: read.integer(`${prefix}_BREAKER_OPEN_MS`, {
        family: 'PROVIDER_<NAME>_BREAKER_OPEN_MS',
        default: breaker.openMs,
        min: 1,
        max: 86_400_000,
        about:
          'How long the breaker stays open before one call probes, in milliseconds (stripe: 60000, others: 30000).',
      }),
      failureRate: read.fraction(`${prefix}_BREAKER_RATE`, {
        family: 'PROVIDER_<NAME>_BREAKER_RATE',
        default: breaker.failureRate,
        about:
          'This share of failures among at least 10 calls within a minute opens it too (stripe: 0.5, others: 0.6).',
      }),
    },
  };
}

function secretsIn(value: string | undefined): readonly string[] {
  const secrets = (value ?? '').split(',').map((secret) => secret.trim());
  return secrets.filter((secret) => secret !== '');
}
