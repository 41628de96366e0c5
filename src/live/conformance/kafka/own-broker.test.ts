/** The world's own broker over TCP gives the right answers, and one that is broken on purpose doesn't. */
import { afterEach, expect, test, vi } from 'vitest';
import { Group } from '../../../simulation/world/kafka/group/group.ts';
import { PartitionLog } from '../../../simulation/world/kafka/log/partition-log.ts';
import { TransactionIndex } from '../../../simulation/world/kafka/log/transaction-index.ts';
import { startTcpBroker } from '../../../simulation/world/kafka/testing/tcp-broker.ts';
import { differences } from './ask.ts';
import { type ConformanceCase, conformanceCases } from './cases.ts';
import { KafkaJsClient } from './kafkajs-client.ts';

/** What a broker does otherwise than it should, as kafkajs sees it. */
async function wrong(cases: readonly ConformanceCase[], limitMs?: number): Promise<readonly string[]> {
  const broker = await startTcpBroker();
  const client = await KafkaJsClient.connect([`127.0.0.1:${broker.port}`]);
  try {
    const found = await differences(client, cases, limitMs);
    return found.map(({ claim }) => claim);
  } finally {
    await client.close();
    await broker.dispose();
  }
}

const only = (words: RegExp): readonly ConformanceCase[] => conformanceCases.filter(({ claim }) => words.test(claim));

afterEach(() => vi.restoreAllMocks());

test('the broker of the world answers kafkajs as Apache Kafka does', async () => {
  expect(await wrong(conformanceCases)).toEqual([]);
});

test('a broker that ends one offset too early is noticed', async () => {
  vi.spyOn(PartitionLog.prototype, 'lastStableOffset', 'get').mockImplementation(function (this: PartitionLog) {
    return this.highWatermark - 1;
  });
  expect(await wrong(only(/every record once/))).toHaveLength(1);
});

test('a broker that shows aborted records is noticed', async () => {
  vi.spyOn(TransactionIndex.prototype, 'abortedBetween').mockReturnValue([]);
  expect(await wrong(only(/what was aborted/))).toHaveLength(1);
});

test('a broker that does not tell members of a rebalance is noticed', async () => {
  vi.spyOn(Group.prototype, 'heartbeat').mockReturnValue(0);
  expect(await wrong(only(/share the partitions/), 5_000)).toHaveLength(1);
});
