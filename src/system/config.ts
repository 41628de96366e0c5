/**
 * The whole configuration of the system, checked before anything starts. Services are given a `Config` and never look at
 * the environment themselves; `configFromEnvironment` makes one from the variables of a process.
 * Durations are milliseconds, amounts are minor units.
 *
 * To add a variable, ask for it in its section below `config/`: its type, its default, its bounds and its place in `docs/configuration.md` and
 * `.env.example` all follow from that one call (`npm run configuration` writes both files).
 */
import { readApi } from './config/api.ts';
import { readCache } from './config/cache.ts';
import { readDatabase } from './config/database.ts';
import { readGateway } from './config/gateway.ts';
import { readKafka, readRelay } from './config/kafka.ts';
import { readTopicSplit } from './config/messaging.ts';
import { readMetrics } from './config/metrics.ts';
import { readPayment } from './config/payment.ts';
import { readHttp, readInstance, readLog } from './config/process.ts';
import { readEventStore, readRecovery } from './config/recovery.ts';
import { readRetention } from './config/retention.ts';
import { readSaga } from './config/saga.ts';
import { readTracing } from './config/tracing.ts';
import { readWallet } from './config/wallet.ts';
import { EnvironmentReader, type Variable } from './environment.ts';

export type { ApiConfig } from './config/api.ts';
export type { CacheConfig } from './config/cache.ts';
export type { DatabaseConfig } from './config/database.ts';
export type { GatewayConfig, ProviderConfig } from './config/gateway.ts';
export type { KafkaConfig, RelayConfig, SaslConfig } from './config/kafka.ts';
export type { TopicSplitConfig } from './config/messaging.ts';
export type { MetricsConfig } from './config/metrics.ts';
export type { PaymentConfig, WebhookConfig } from './config/payment.ts';
export { type HttpConfig, type LogConfig, SERVICE_NAMES, type ServiceName } from './config/process.ts';
export type { EventStoreConfig, RecoveryConfig } from './config/recovery.ts';
export type { RetentionConfig } from './config/retention.ts';
export type { SagaConfig } from './config/saga.ts';
export type { TlsConfig } from './config/tls.ts';
export type { TracingConfig } from './config/tracing.ts';
export type { WalletConfig } from './config/wallet.ts';

export type Config = Readonly<ReturnType<typeof readConfig>>;

function readConfig(read: EnvironmentReader) {
  return {
    /** Name of this instance in logs and at the broker, unique within a service. */
    instance: readInstance(read),
    log: readLog(read),
    tracing: readTracing(read),
    http: readHttp(read),
    api: readApi(read),
    database: readDatabase(read),
    cache: readCache(read),
    kafka: readKafka(read),
    relay: readRelay(read),
    topicSplit: readTopicSplit(read),
    eventStore: readEventStore(read),
    retention: readRetention(read),
    recovery: readRecovery(read),
    gateway: readGateway(read),
    saga: readSaga(read),
    payment: readPayment(read),
    wallet: readWallet(read),
    metrics: readMetrics(read),
  };
}

/**
 * Builds the configuration from environment variables.
 *
 * @throws ConfigurationError naming every variable that is wrong and what to put there.
 */
export function configFromEnvironment(env: Readonly<Record<string, string | undefined>>): Config {
  const read = new EnvironmentReader(env);
  const config = readConfig(read);
  read.finish();
  return config;
}

/** Every variable that there is, in the order of the reference. */
export function configurationVariables(): readonly Variable[] {
  const read = new EnvironmentReader({});
  readConfig(read);
  return read.variables;
}
