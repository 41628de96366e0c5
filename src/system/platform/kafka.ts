/**
 * The client of the broker, with its log lines in ours.
 */
import { Kafka, type logCreator, logLevel, type SASLOptions } from 'kafkajs';
import './kafka-give-up.ts';
import './kafka-idle.ts';
import './kafka-join.ts';
import './kafka-reconnect.ts';
import type { KafkaConfig, SaslConfig } from '../config.ts';
import type { Logger } from './log.ts';

/** Of a producer with bounded retries. We know: one that has failed is replaced, see `Publisher`. */
const EXPECTED_WARNING = 'Limiting retries for the idempotent producer';

/** A client whose requests are retried long enough to sit out the restart of a broker. */
export function kafkaClient(config: KafkaConfig, clientId: string, log: Logger): Kafka {
  return new Kafka({
    clientId,
    brokers: [...config.brokers],
    ...(config.tls === undefined ? {} : { ssl: { ...config.tls } }),
    ...(config.sasl === undefined ? {} : { sasl: saslOptions(config.sasl) }),
    connectionTimeout: 5_000,
    requestTimeout: 30_000,
    retry: { retries: 10, initialRetryTime: 100, maxRetryTime: 5_000 },
    logLevel: logLevel.WARN,
    logCreator: pinoLogCreator(log),
  });
}

/** One object per mechanism, because the client's type ties the credentials to it. */
function saslOptions({ mechanism, username, password }: SaslConfig): SASLOptions {
  switch (mechanism) {
    case 'plain':
      return { mechanism, username, password };
    case 'scram-sha-256':
      return { mechanism, username, password };
    case 'scram-sha-512':
      return { mechanism, username, password };
  }
}

function pinoLogCreator(log: Logger): logCreator {
  return () =>
    ({ namespace, level, log: entry }) => {
      const { message, timestamp: _, ...fields } = entry;
      // kafkajs logs as errors what it goes on to retry; what it can't cure ends the process elsewhere.
      const isWarning = (level === logLevel.ERROR || level === logLevel.WARN) && !message.startsWith(EXPECTED_WARNING);
      const write = isWarning ? log.warn : log.debug;
      write.call(log, { kafka: { namespace, ...fields } }, message);
    };
}
