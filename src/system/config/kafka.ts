/** The broker, and how messages are fetched and published. */
import type { EnvironmentReader } from '../environment.ts';
import { readTls } from './tls.ts';

export type KafkaConfig = Readonly<ReturnType<typeof readKafka>>;
export type RelayConfig = Readonly<ReturnType<typeof readRelay>>;

/** How this client proves who it is. */
export interface SaslConfig {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
}

export function readKafka(read: EnvironmentReader) {
  read.section('Kafka');
  return {
    brokers: read.list('KAFKA_BROKERS', {
      example: 'localhost:9092',
      form: 'host:port, separated by commas',
      about: 'Brokers to ask for the cluster; one that answers is enough.',
    }),
    sessionTimeoutMs: read.integer('KAFKA_SESSION_TIMEOUT_MS', {
      default: 30_000,
      min: 1_000,
      max: 600_000,
      about: 'A consumer that is silent for this many milliseconds loses its partitions to the others.',
    }),
    heartbeatIntervalMs: read.integer('KAFKA_HEARTBEAT_INTERVAL_MS', {
      default: 3_000,
      min: 100,
      max: 60_000,
      about: 'How often a consumer says that it is alive, in milliseconds.',
    }),
    fetchWaitMs: read.integer('KAFKA_FETCH_WAIT_MS', {
      default: 1_000,
      min: 1,
      max: 60_000,
      about: 'How long a fetch may wait at the broker for something to arrive, in milliseconds.',
    }),
    fetchMinBytes: read.integer('KAFKA_FETCH_MIN_BYTES', {
      default: 1,
      min: 1,
      max: 10_000_000,
      about: 'How many bytes a fetch waits for, as long as it may wait.',
    }),
    partitionsConcurrently: read.integer('KAFKA_PARTITIONS_CONCURRENTLY', {
      default: 32,
      min: 1,
      max: 64,
      about: 'Partitions of one consumer that are handled at the same time.',
    }),
    /** undefined for plain connections. */
    tls: readTls(read, 'KAFKA', 'the brokers'),
    /** undefined when the brokers do not ask. */
    sasl: readSasl(read),
  };
}

function readSasl(read: EnvironmentReader): SaslConfig | undefined {
  const mechanism = read.oneOf('KAFKA_SASL_MECHANISM', ['off', 'plain', 'scram-sha-256', 'scram-sha-512'], {
    default: 'off',
    about: 'How to log in at the brokers. Use plain together with TLS only.',
  });
  const username = read.optionalText('KAFKA_SASL_USERNAME', { about: 'User at the brokers.' });
  const password = read.optionalText('KAFKA_SASL_PASSWORD', { secret: true, about: 'Its password.' });
  if (mechanism === 'off') return undefined;
  if (username === undefined) read.refuse('KAFKA_SASL_USERNAME', `is not set. ${mechanism} needs it`);
  if (password === undefined) read.refuse('KAFKA_SASL_PASSWORD', `is not set. ${mechanism} needs it`);
  return { mechanism, username: username ?? '', password: password ?? '' };
}

export function readRelay(read: EnvironmentReader) {
  read.section('Outbox');
  return {
    cycleMs: read.integer('RELAY_CYCLE_MS', {
      default: 10_000,
      min: 10,
      max: 3_600_000,
      about: 'How often the relay looks for pending messages, in milliseconds, besides right after each commit.',
    }),
    batch: read.integer('RELAY_BATCH', {
      default: 100,
      min: 1,
      max: 10_000,
      about: 'Most messages that are published at once.',
    }),
  };
}
