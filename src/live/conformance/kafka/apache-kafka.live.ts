/** Apache Kafka itself, and the world's brokers beside it, asked by all clients: `npm run test:live`. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTcpBroker, type TcpBroker } from '../../../simulation/world/kafka/testing/tcp-broker.ts';
import { ApacheKafka } from '../../kafka/apache-kafka.ts';
import { type Answered, CLUSTER_SIZES, keepKafkaResults, WORLDS } from '../results.ts';
import { CLIENTS, wrongAnswers } from './clients.ts';
import { WireCluster } from './wire/wire-cluster.ts';

const LIMIT_MS = 90_000;
/** What was asked and answered right, for docs/fidelity.md. */
const answered: Answered[] = [];

describe.each(CLUSTER_SIZES)('a cluster of %i', (brokers) => {
  let apache: ApacheKafka;
  let own: TcpBroker;
  beforeAll(async () => {
    const addresses = Array.from({ length: brokers }, () => ({ host: '127.0.0.1', port: 0 }));
    [apache, own] = await Promise.all([ApacheKafka.start({ nodes: brokers }), startTcpBroker({ brokers: addresses })]);
    // A new cluster is a while without coordinators, and the cases are not about that.
    const wire = await WireCluster.connect(apache.brokers);
    await wire.untilCoordinated();
    await wire.close();
  }, 240_000);
  afterAll(async () => {
    await Promise.all([apache.stop(), own.dispose()]);
  });

  const addressesOf = { 'Apache Kafka': () => apache.brokers, 'the world': () => own.addresses } as const;

  test.each(WORLDS.flatMap((world) => CLIENTS.map((client) => [world, client] as const)))(
    '%s gives %s the right answers',
    async (world, client) => {
      expect(await wrongAnswers(client, { brokers: addressesOf[world](), limitMs: LIMIT_MS })).toEqual([]);
      answered.push({ world, client, brokers });
    },
    240_000,
  );
});

afterAll(() => keepKafkaResults(answered));
