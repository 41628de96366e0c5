/** Apache Kafka itself, and the world's broker beside it, asked by kafkajs and by Kafka's own Java client: `npm run test:live`. */
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTcpBroker, type TcpBroker } from '../../../simulation/world/kafka/testing/tcp-broker.ts';
import { ApacheKafka } from '../../kafka/apache-kafka.ts';
import { coordinatorsReady } from '../../run/topics.ts';
import { differences } from './ask.ts';
import { conformanceCases } from './cases.ts';
import { JavaClient } from './java-client.ts';
import { KafkaJsClient } from './kafkajs-client.ts';

let apache: ApacheKafka;
let own: TcpBroker;
beforeAll(async () => {
  [apache, own] = await Promise.all([ApacheKafka.start(), startTcpBroker()]);
  // A new cluster is a while without coordinators, and the cases are not about that.
  const admin = new Kafka({ brokers: [...apache.brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await coordinatorsReady(admin);
  await admin.disconnect();
}, 180_000);
afterAll(async () => {
  await Promise.all([apache.stop(), own.dispose()]);
});

const brokers = {
  'Apache Kafka': () => apache.brokers,
  'the broker of the world': () => [`127.0.0.1:${own.port}`],
} as const;
const clients = { kafkajs: KafkaJsClient, 'the Java client': JavaClient } as const;

test.each([
  ['Apache Kafka', 'kafkajs'],
  ['Apache Kafka', 'the Java client'],
  ['the broker of the world', 'the Java client'],
] as const)(
  '%s gives %s the right answers',
  async (broker, by) => {
    const client = await clients[by].connect(brokers[broker]());
    try {
      expect(await differences(client, conformanceCases, 60_000)).toEqual([]);
    } finally {
      await client.close();
    }
  },
  180_000,
);
