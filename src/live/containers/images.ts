/** Which images are started. Compose takes the same variables. Pure. */
import type { Environment } from '../cache-directory.ts';
import { KAFKA_VERSION } from '../kafka/pom.ts';

export interface Images {
  readonly kafka: string;
  readonly postgres: string;
}

/** The official images, unless KAFKA_IMAGE or POSTGRES_IMAGE name others, of the same make. */
export function imagesFrom({ KAFKA_IMAGE = '', POSTGRES_IMAGE = '' }: Environment): Images {
  return {
    kafka: KAFKA_IMAGE === '' ? `apache/kafka:${KAFKA_VERSION}` : KAFKA_IMAGE,
    postgres: POSTGRES_IMAGE === '' ? 'postgres:18-alpine' : POSTGRES_IMAGE,
  };
}
