/** A Kafka and a Postgres that are there already, named by KAFKA_BROKERS and DATABASE_URL. Nothing of theirs is killed. */
import { Kafka, logLevel } from 'kafkajs';
import { TOPIC_NAMES } from '../../../generated/contracts/index.ts';
import { unable } from '../environment-error.ts';
import { serverFacts } from '../run/database.ts';
import type { LiveKafka, LivePostgres } from './servers.ts';

const OLDEST_POSTGRES = 14;

/**
 * @param addresses `host:port`, separated by commas
 * @throws EnvironmentError if nobody answers there, or if the cluster has topics that runs would delete
 */
export async function givenKafka(addresses: string): Promise<LiveKafka> {
  const brokers = addresses.split(',').map((address) => address.trim());
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING, retry: { retries: 1 } }).admin();
  let topics: readonly string[];
  try {
    await admin.connect();
    topics = await admin.listTopics();
  } catch (error) {
    throw unable('No Kafka answers', `KAFKA_BROKERS=${addresses}`, 'Start it, or leave the variable out.', error);
  } finally {
    await admin.disconnect();
  }
  const ours = topics.find((name) => TOPIC_NAMES.some((one) => one === name));
  if (ours !== undefined) {
    const remedy =
      'Each run deletes the topics of its names. Give live runs a cluster of their own, or delete its topics first.';
    throw unable(`This cluster is in use: it has the topic ${ours}`, `KAFKA_BROKERS=${addresses}`, remedy);
  }
  return { brokers, lane: () => undefined };
}

/** @throws EnvironmentError if nobody answers there, or if the server can't be observed */
export async function givenPostgres(url: string): Promise<LivePostgres> {
  const { host } = new URL(url);
  const facts = await serverFacts(url).catch((error: unknown) => {
    throw unable('No Postgres answers', `DATABASE_URL at ${host}`, 'Start it, or leave the variable out.', error);
  });
  if (facts.version < OLDEST_POSTGRES * 10_000) {
    const remedy = `Use Postgres ${OLDEST_POSTGRES} or newer.`;
    throw unable(`This Postgres is too old: ${facts.version}`, `DATABASE_URL at ${host}`, remedy);
  }
  if (facts.walLevel !== 'logical') {
    const remedy = 'Live runs are observed through its write-ahead log: set wal_level = logical and start it again.';
    throw unable(`wal_level of this Postgres is "${facts.walLevel}"`, `DATABASE_URL at ${host}`, remedy);
  }
  return { url };
}
