/** Apache Kafka in a container: one node, broker and controller in one. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import { GenericContainer } from 'testcontainers';
import type { Killable } from '../infrastructure/servers.ts';
import { freePorts } from '../processes/free-ports.ts';
import { HOST, killable, startContainer } from './server.ts';

const START_LIMIT_MS = 180_000;
const LOOK_EVERY_MS = 200;
const CONTROLLER = 9093;
/** Few, since creating one partition after the other is most of what a new broker does. */
const INTERNAL_PARTITIONS = 4;

export interface KafkaContainer {
  /** `host:port` */
  readonly brokers: readonly string[];
  readonly killable: Killable;
  stop(): Promise<void>;
}

/** @throws EnvironmentError if the image can't be had, or Kafka doesn't start */
export async function startKafkaContainer(image: string): Promise<KafkaContainer> {
  // Clients are told where to come back to, so the port has to be known before.
  const [port = 0] = await freePorts(1);
  const container = await startContainer(image, () =>
    new GenericContainer(image)
      .withExposedPorts({ container: port, host: port })
      .withEnvironment(environmentOf(port))
      .withStartupTimeout(START_LIMIT_MS)
      .start(),
  );
  const brokers = [`${HOST}:${port}`];
  const untilUp = (): Promise<void> => untilAnswered(brokers);
  await untilUp();
  return { brokers, killable: killable(container, untilUp), stop: async () => void (await container.stop()) };
}

function environmentOf(port: number): Readonly<Record<string, string>> {
  return {
    KAFKA_NODE_ID: '1',
    KAFKA_PROCESS_ROLES: 'broker,controller',
    KAFKA_LISTENERS: `PLAINTEXT://:${port},CONTROLLER://:${CONTROLLER}`,
    KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://${HOST}:${port}`,
    KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
    KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    KAFKA_CONTROLLER_QUORUM_VOTERS: `1@localhost:${CONTROLLER}`,
    KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
    KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS: `${INTERNAL_PARTITIONS}`,
    KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
    KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS: `${INTERNAL_PARTITIONS}`,
    KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
    KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
    KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS: '1000',
    KAFKA_LOG_MESSAGE_TIMESTAMP_TYPE: 'LogAppendTime',
    KAFKA_LOG_DIRS: '/var/lib/kafka/data',
  };
}

async function untilAnswered(brokers: readonly string[]): Promise<void> {
  const giveUpAt = performance.now() + START_LIMIT_MS;
  for (;;) {
    const admin = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING, retry: { retries: 0 } }).admin();
    try {
      await admin.connect();
      await admin.describeCluster();
      return;
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
      await sleep(LOOK_EVERY_MS);
    } finally {
      await admin.disconnect();
    }
  }
}
