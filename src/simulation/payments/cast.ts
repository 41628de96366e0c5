/**
 * Who takes part in a run: the instances of the services, the providers and the clients, each a process of its own
 * with a name that is its host name too. The services are configured the way a deployment is, through variables.
 */
import { type Config, configFromEnvironment, SERVICE_NAMES, type ServiceName } from '../../system/config.ts';

/** How many instances of each service there are. */
export type Instances = Readonly<Record<ServiceName, number>>;

/** Two wallets, because that is where instances get into each other's way. */
export const DEFAULT_INSTANCES: Instances = { payment: 1, wallet: 2, gateway: 1, saga: 1, metrics: 0, recovery: 0 };

export const PROVIDERS = ['stripe', 'paypal', 'adyen'] as const;
export const CLIENT = 'client';
/** The Kafka cluster; in faults its name stands for all of its brokers. */
export const KAFKA = 'kafka';
/** Most brokers that a run can have. */
export const MAX_BROKERS = 3;
const KAFKA_PORT = 9092;
export const POSTGRES = { host: 'postgres', port: 5432 } as const;
/** The name of the database is part of what goes over the wire, so it is the same in every run. */
export const DATABASE = 'temblor';

const HTTP_PORT = 8080;

/** Numbers of instances that a drawn run may have in place of the usual ones. */
export const OTHER_INSTANCES: Partial<Readonly<Record<ServiceName, number>>> = {
  payment: 2,
  wallet: 1,
  gateway: 2,
  saga: 2,
};

/** Services that some drawn runs have and most have not. */
export const OPTIONAL_SERVICES = ['metrics', 'recovery'] as const satisfies readonly ServiceName[];

/** The usual number of each service, except where a run says otherwise. */
export function instancesOf(some: Partial<Instances> = {}): Instances {
  return { ...DEFAULT_INSTANCES, ...some };
}

/** A process that runs a service. */
export interface Member {
  /** Such as `wallet-1`. */
  readonly name: string;
  readonly service: ServiceName;
}

/** All instances, in the order in which they are started. */
export function membersOf(instances: Instances): readonly Member[] {
  const services: readonly ServiceName[] = ['wallet', 'payment', 'saga', 'gateway', 'metrics', 'recovery'];
  return services.flatMap((service) =>
    Array.from({ length: instances[service] }, (_, index) => ({ name: `${service}-${index + 1}`, service })),
  );
}

/** The Kafka brokers of a run: `kafka-1` and so on. */
export function brokersOf(count = 1): readonly { readonly host: string; readonly port: number }[] {
  return Array.from({ length: count }, (_, index) => ({ host: `${KAFKA}-${index + 1}`, port: KAFKA_PORT }));
}

/** Where clients look for the cluster. */
export function bootstrapOf(count = 1): readonly string[] {
  return brokersOf(count).map(({ host, port }) => `${host}:${port}`);
}

/** Where a process listens for HTTP. */
export function addressOf(process: string): string {
  return `http://${process}:${HTTP_PORT}`;
}

export const PROVIDER_PORT = HTTP_PORT;

/** By which a provider signs its webhooks. */
export function webhookSecretOf(provider: string): string {
  return `whsec_${provider}`;
}

/** Where a provider sends its webhooks. */
export function webhookUrlOf(provider: string): string {
  return `${addressOf('gateway-1')}/api/v1/webhooks/${provider}`;
}

/** What a run sets otherwise than production, whichever world it runs in. */
export const SETTINGS: Readonly<Record<string, string>> = {
  LOG_LEVEL: 'silent',
  CACHE: 'off',
  SAGA_PROJECTOR: 'off',
  // What the server says of its connections differs from run to run.
  METRICS_WATCH_DATABASE: 'off',
  API_AUTH: 'off',
};

/** Services that every run has, in the order in which they come back; the recovery service watches them. */
export const ALWAYS_THERE = ['wallet', 'payment', 'saga', 'gateway'] as const;

/** The configuration of one instance: that of production, with the addresses of the world and what a run has of its own. */
export function configOf({ name }: Member, settings: Readonly<Record<string, string>> = {}, brokers = 1): Config {
  const providers = PROVIDERS.flatMap((provider) => [
    [`PROVIDER_${provider.toUpperCase()}_URL`, addressOf(provider)],
    [`PROVIDER_${provider.toUpperCase()}_WEBHOOK_SECRET`, webhookSecretOf(provider)],
  ]);
  const ports = SERVICE_NAMES.map((service) => [`${service.toUpperCase()}_PORT`, String(HTTP_PORT)]);
  return configFromEnvironment({
    INSTANCE: name,
    DATABASE_URL: `postgres://postgres@${POSTGRES.host}:${POSTGRES.port}/${DATABASE}`,
    KAFKA_BROKERS: bootstrapOf(brokers).join(','),
    HTTP_HOST: '0.0.0.0',
    ...SETTINGS,
    PROVIDERS: PROVIDERS.join(','),
    RECOVERY_SERVICES: ALWAYS_THERE.map((service) => `${service}=${addressOf(`${service}-1`)}`).join(','),
    ...Object.fromEntries([...providers, ...ports]),
    ...settings,
  });
}
