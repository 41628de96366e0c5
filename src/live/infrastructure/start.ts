/** Starts what was chosen. */

import { kafkaJars } from '../kafka/jars.ts';
import { findJava } from '../kafka/java.ts';
import type { Addresses } from '../network/addresses.ts';
import type { Choices } from './choose.ts';
import { givenKafka, givenPostgres } from './given.ts';
import { startNativeKafka } from './native-kafka.ts';
import { startNativePostgres } from './native-postgres.ts';
import type { Servers } from './servers.ts';

/**
 * Whether it can be started here. Fetches what is fetched once.
 * @throws EnvironmentError that says what to install
 */
export async function checkMachine({ kafka }: Choices, say: (line: string) => void): Promise<void> {
  if (kafka.kind === 'given') return;
  await findJava();
  await kafkaJars(say);
}

/** @throws EnvironmentError if a server can't be had */
export async function startServers(
  choices: Choices,
  addresses: Addresses,
  say: (line: string) => void,
): Promise<Servers> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(stops.map((one) => one()));
  };
  try {
    const [kafka, postgres] = await Promise.all([startKafka(), startPostgres()]);
    return { kafka, postgres, stop };
  } catch (error) {
    await stop();
    throw error;
  }

  async function startKafka() {
    if (choices.kafka.kind === 'given') return await givenKafka(choices.kafka.at);
    const started = await startNativeKafka(addresses, say);
    stops.push(() => started.stop());
    return started;
  }

  async function startPostgres() {
    if (choices.postgres.kind === 'given') return await givenPostgres(choices.postgres.at);
    const started = await startNativePostgres();
    stops.push(() => started.stop());
    return started;
  }
}
