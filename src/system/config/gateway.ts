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
  };
}

function readProvider(read: EnvironmentReader, name: string) {
  const prefix = `PROVIDER_${name.toUpperCase()}`;
  return {
    name,
    /** Without a trailing slash. */
    url: read.url(`${prefix}_URL`, ['http:', 'https:'], {
      family: 'PROVIDER_<NAME>_URL',
      default: `http://${name}`,
      about: 'Base address of the provider of that name.',
    }),
  };
}
