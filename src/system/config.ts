/**
 * The whole configuration of the system, checked before anything starts. Services are given a `Config` and never look at
 * the environment themselves; `configFromEnvironment` makes one from the variables of a process.
 * Durations are milliseconds, amounts are minor units.
 */
import { EnvironmentReader } from './environment.ts';

export interface DatabaseConfig {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  readonly poolSize: number;
  readonly connectTimeoutMs: number;
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
  readonly idleInTransactionTimeoutMs: number;
}

export interface KafkaConfig {
  readonly brokers: readonly string[];
  readonly sessionTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  /** How long a fetch may wait at the broker for something to arrive. */
  readonly fetchWaitMs: number;
  /** Partitions of one consumer that are handled at the same time. */
  readonly partitionsConcurrently: number;
}

/** Port 0 asks for any free one. */
export interface HttpConfig {
  readonly host: string;
  readonly port: number;
}

export interface LogConfig {
  readonly level: string;
}

export interface RelayConfig {
  /** The relay looks for pending rows this often, besides being nudged after each commit. */
  readonly cycleMs: number;
  readonly batch: number;
}

export interface ProviderConfig {
  readonly name: string;
  /** Base URL, without a trailing slash. */
  readonly url: string;
}

export interface GatewayConfig {
  /** In the order in which they are tried. */
  readonly providers: readonly ProviderConfig[];
  readonly timeoutMs: number;
}

export interface SagaConfig {
  readonly deadlineMs: number;
  readonly stepDeadlineMs: number;
}

export interface PaymentConfig {
  /** Most that one payment may move. */
  readonly maxAmount: number;
  /** Most that the payments of one wallet may move in one day (UTC); 0 for no limit. */
  readonly maxWalletDailyAmount: number;
  /** Accepted currencies (ISO 4217). */
  readonly currencies: readonly string[];
  /** Where merchants want to be told, by merchant id. */
  readonly webhooks: Readonly<Record<string, WebhookConfig>>;
}

export interface WebhookConfig {
  readonly url: string;
  /** Signs each call: HMAC-SHA256 over `timestamp.body`. */
  readonly secret: string;
}

export interface Config {
  /** Name of this instance in logs and at the broker, unique within a service. */
  readonly instance: string;
  readonly database: DatabaseConfig;
  readonly kafka: KafkaConfig;
  readonly http: Readonly<Record<ServiceName, HttpConfig>>;
  readonly log: LogConfig;
  readonly relay: RelayConfig;
  readonly gateway: GatewayConfig;
  readonly saga: SagaConfig;
  readonly payment: PaymentConfig;
}

export const SERVICE_NAMES = ['payment', 'wallet', 'gateway', 'saga'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/**
 * Builds the configuration from environment variables (see each reader call for name and default).
 *
 * @throws ConfigurationError naming every variable that is wrong and what to put there.
 */
export function configFromEnvironment(env: Readonly<Record<string, string | undefined>>): Config {
  const read = new EnvironmentReader(env);
  const host = read.text('HTTP_HOST', '127.0.0.1');
  const providers = read.list('PROVIDERS', 'stripe').map((name) => ({
    name,
    url: read.url(`PROVIDER_${name.toUpperCase()}_URL`, ['http:', 'https:'], `http://${name}`),
  }));
  const config: Config = {
    instance: read.text('INSTANCE', `instance-${process.pid}`),
    database: databaseConfig(read),
    kafka: kafkaConfig(read),
    http: {
      payment: { host, port: read.integer('PAYMENT_PORT', 3001, 0, 65_535) },
      wallet: { host, port: read.integer('WALLET_PORT', 3002, 0, 65_535) },
      gateway: { host, port: read.integer('GATEWAY_PORT', 3003, 0, 65_535) },
      saga: { host, port: read.integer('SAGA_PORT', 3004, 0, 65_535) },
    },
    log: { level: read.oneOf('LOG_LEVEL', LOG_LEVELS, 'info') },
    relay: {
      cycleMs: read.integer('RELAY_CYCLE_MS', 10_000, 10, 3_600_000),
      batch: read.integer('RELAY_BATCH', 100, 1, 10_000),
    },
    gateway: { providers, timeoutMs: read.integer('PROVIDER_TIMEOUT_MS', 30_000, 1, 600_000) },
    saga: {
      deadlineMs: read.integer('SAGA_DEADLINE_MS', 300_000, 1, 86_400_000),
      stepDeadlineMs: read.integer('SAGA_STEP_DEADLINE_MS', 60_000, 1, 86_400_000),
    },
    payment: {
      maxAmount: read.integer('PAYMENT_MAX_AMOUNT', 100_000_000, 1, Number.MAX_SAFE_INTEGER),
      maxWalletDailyAmount: read.integer('PAYMENT_MAX_WALLET_DAILY_AMOUNT', 0, 0, Number.MAX_SAFE_INTEGER),
      currencies: read.list('PAYMENT_CURRENCIES', 'USD,EUR,GBP,MXN,JPY'),
      webhooks: read.webhooks('MERCHANT_WEBHOOKS'),
    },
  };
  read.finish();
  return config;
}

function databaseConfig(read: EnvironmentReader): DatabaseConfig {
  return {
    url: read.url('DATABASE_URL', ['postgres:', 'postgresql:']),
    poolSize: read.integer('DATABASE_POOL_SIZE', 20, 2, 1_000),
    connectTimeoutMs: read.integer('DATABASE_CONNECT_TIMEOUT_MS', 10_000, 1, 600_000),
    lockTimeoutMs: read.integer('DATABASE_LOCK_TIMEOUT_MS', 5_000, 1, 600_000),
    statementTimeoutMs: read.integer('DATABASE_STATEMENT_TIMEOUT_MS', 30_000, 1, 600_000),
    idleInTransactionTimeoutMs: read.integer('DATABASE_IDLE_IN_TRANSACTION_TIMEOUT_MS', 60_000, 1, 600_000),
  };
}

function kafkaConfig(read: EnvironmentReader): KafkaConfig {
  return {
    brokers: read.list('KAFKA_BROKERS'),
    sessionTimeoutMs: read.integer('KAFKA_SESSION_TIMEOUT_MS', 30_000, 1_000, 600_000),
    heartbeatIntervalMs: read.integer('KAFKA_HEARTBEAT_INTERVAL_MS', 3_000, 100, 60_000),
    fetchWaitMs: read.integer('KAFKA_FETCH_WAIT_MS', 1_000, 1, 60_000),
    partitionsConcurrently: read.integer('KAFKA_PARTITIONS_CONCURRENTLY', 32, 1, 64),
  };
}
