/** Which Kafka and which Postgres a session uses, and why. Pure. */
import type { Environment } from '../cache-directory.ts';
import { unable } from '../environment-error.ts';

export type Choice = { readonly kind: 'given'; readonly at: string } | { readonly kind: 'native' };

export interface Choices {
  readonly kafka: Choice;
  readonly postgres: Choice;
}

/**
 * What the environment names is used; what it doesn't is started on this machine.
 * @throws EnvironmentError for an address that is none
 */
export function choose({ KAFKA_BROKERS: brokers = '', DATABASE_URL: url = '' }: Environment): Choices {
  if (url !== '' && !URL.canParse(url)) {
    throw unable(
      'DATABASE_URL is no address',
      url,
      'Write postgres://user:password@host:5432/database, or leave it out.',
    );
  }
  return {
    kafka: brokers === '' ? { kind: 'native' } : { kind: 'given', at: brokers },
    postgres: url === '' ? { kind: 'native' } : { kind: 'given', at: url },
  };
}

/** What is said of the choices, one line each. */
export function reasons({ kafka, postgres }: Choices, kafkaVersion: string): readonly string[] {
  return [
    kafka.kind === 'given'
      ? `Kafka     ${kafka.at}, named by KAFKA_BROKERS; it is not killed, and no proxy stands before it`
      : `Kafka     Apache Kafka ${kafkaVersion} on this machine, since KAFKA_BROKERS is not set`,
    postgres.kind === 'given'
      ? `Postgres  ${new URL(postgres.at).host}, named by DATABASE_URL; it is not killed`
      : 'Postgres  the one that came with the install, since DATABASE_URL is not set',
  ];
}
