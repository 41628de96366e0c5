/** Which processes there are, where they listen, and what their environment says. Pure, so that it can be read at a glance and tested. */
import { join } from 'node:path';
import { SERVICE_NAMES, type ServiceName } from '../system/config.ts';

const ROOT = join(import.meta.dirname, '..');
const PROVIDERS = ['stripe', 'paypal', 'adyen'] as const;
/** In the order in which they come back. */
const RECOVERED = ['wallet', 'payment', 'saga', 'gateway', 'metrics'] as const;
const HOST = '127.0.0.1';
const FIRST_PROVIDER = 11;
const BROKER = 92;

/** What the processes depend on. */
export interface PlanOptions {
  /** All ports are above it. */
  readonly basePort: number;
  /** How long a provider takes for a call, in milliseconds. */
  readonly latencyMs: number;
}

/** A process that is kept running. */
export interface Program {
  readonly name: string;
  /** What Node runs. */
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Where it answers over HTTP. */
  readonly url: string;
}

/** Where Kafka listens. */
export function brokerAddress({ basePort }: PlanOptions) {
  return { host: HOST, port: basePort + BROKER };
}

/** All ports that have to be free, with who wants them. */
export function portsOf(options: PlanOptions): readonly { readonly port: number; readonly name: string }[] {
  const programs = [...providers(options), ...services(options, '')];
  return [
    { port: brokerAddress(options).port, name: 'the broker' },
    ...programs.map(({ name, url }) => ({ port: Number(new URL(url).port), name })),
  ];
}

export function providers({ basePort, latencyMs }: PlanOptions): readonly Program[] {
  return PROVIDERS.map((name, index) => {
    const port = basePort + FIRST_PROVIDER + index;
    const webhook = `${urlOf(basePort, 'gateway')}/api/v1/webhooks/${name}`;
    return {
      name,
      file: join(ROOT, 'simulation/payments/provider/main.ts'),
      args: [
        '--name',
        name,
        '--port',
        String(port),
        '--latency',
        String(latencyMs),
        '--webhook',
        webhook,
        '--secret',
        secretOf(name),
      ],
      env: {},
      url: `http://${HOST}:${port}`,
    };
  });
}

/** One instance of each service; `databaseUrl` is where Postgres listens. */
export function services(options: PlanOptions, databaseUrl: string): readonly Program[] {
  const env = environment(options, databaseUrl);
  return SERVICE_NAMES.map((name) => ({
    name,
    file: join(ROOT, 'system/main.ts'),
    args: ['--service', name],
    env: { ...env, INSTANCE: `${name}-1` },
    url: urlOf(options.basePort, name),
  }));
}

/** What services, and whoever prepares the database for them, are told. */
export function environment(options: PlanOptions, databaseUrl: string): Readonly<Record<string, string>> {
  const { host, port } = brokerAddress(options);
  return {
    DATABASE_URL: databaseUrl,
    KAFKA_BROKERS: `${host}:${port}`,
    PROVIDERS: PROVIDERS.join(','),
    RECOVERY_SERVICES: RECOVERED.map((name) => `${name}=${urlOf(options.basePort, name)}`).join(','),
    ...Object.fromEntries(
      providers(options).flatMap(({ name, url }) => [
        [`PROVIDER_${name.toUpperCase()}_URL`, url],
        [`PROVIDER_${name.toUpperCase()}_WEBHOOK_SECRET`, secretOf(name)],
      ]),
    ),
    ...Object.fromEntries(
      SERVICE_NAMES.map((name) => [`${name.toUpperCase()}_PORT`, new URL(urlOf(options.basePort, name)).port]),
    ),
  };
}

export function urlOf(basePort: number, service: ServiceName): string {
  return `http://${HOST}:${basePort + 1 + SERVICE_NAMES.indexOf(service)}`;
}

/** Both sides are ours and on this machine. */
function secretOf(provider: string): string {
  return `whsec_dev_${provider}`;
}
