import { type Admin, ConfigResourceTypes } from 'kafkajs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startTcpBroker, type TcpBroker } from './testing/tcp-broker.ts';

let tcp: TcpBroker;
let admin: Admin;

beforeEach(async () => {
  tcp = await startTcpBroker();
  admin = tcp.kafka('admin').admin();
  await admin.connect();
});

afterEach(async () => {
  await admin.disconnect();
  await tcp.dispose();
});

async function send(values: readonly string[], timestamp?: string): Promise<void> {
  const producer = await tcp.producer();
  const at = timestamp === undefined ? {} : { timestamp };
  await producer.send({ topic: 'orders', messages: values.map((value) => ({ value, partition: 0, ...at })) });
}

describe('administration with kafkajs', () => {
  test('creates, lists and deletes topics', async () => {
    expect(await admin.createTopics({ topics: [{ topic: 'invoices', numPartitions: 3 }] })).toBe(true);
    expect(await admin.createTopics({ topics: [{ topic: 'invoices', numPartitions: 3 }] })).toBe(false);
    expect(await admin.listTopics()).toEqual(['orders', 'invoices']);
    const { topics } = await admin.fetchTopicMetadata({ topics: ['invoices'] });
    expect(topics[0]?.partitions.map(({ partitionId, leader }) => [partitionId, leader])).toEqual([
      [0, 1],
      [1, 1],
      [2, 1],
    ]);
    await admin.deleteTopics({ topics: ['invoices'] });
    expect(await admin.listTopics()).toEqual(['orders']);
    await expect(admin.deleteTopics({ topics: ['invoices'] })).rejects.toThrow();
  });

  test('refuses topics that this broker could not serve as Kafka would', async () => {
    const creating = (topic: object) => admin.createTopics({ topics: [{ topic: 'bad', ...topic }] });
    await expect(creating({ numPartitions: 0 })).rejects.toMatchObject({ errors: [{ type: 'INVALID_PARTITIONS' }] });
    await expect(creating({ replicationFactor: 3 })).rejects.toMatchObject({
      errors: [{ type: 'INVALID_REPLICATION_FACTOR' }],
    });
    await expect(creating({ configEntries: [{ name: 'cleanup.policy', value: 'compact' }] })).rejects.toMatchObject({
      errors: [{ type: 'INVALID_CONFIG' }],
    });
    expect(await admin.listTopics()).toEqual(['orders']);
  });

  test('adds partitions, never removes them', async () => {
    await admin.createPartitions({ topicPartitions: [{ topic: 'orders', count: 6 }] });
    expect(await admin.fetchTopicOffsets('orders')).toHaveLength(6);
    await expect(admin.createPartitions({ topicPartitions: [{ topic: 'orders', count: 2 }] })).rejects.toThrow();
  });

  test('tells the settings of a topic', async () => {
    const configEntries = [{ name: 'retention.ms', value: '60000' }];
    await admin.createTopics({ topics: [{ topic: 'short-lived', configEntries }] });
    const describing = admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: ConfigResourceTypes.TOPIC, name: 'short-lived', configNames: ['retention.ms'] }],
    });
    expect((await describing).resources[0]?.configEntries).toMatchObject([
      { configName: 'retention.ms', configValue: '60000', isDefault: false },
    ]);
  });

  test('finds offsets at both ends and by time', async () => {
    await send(['early', 'early too'], '1000');
    await send(['late'], '5000');
    const [ends] = await admin.fetchTopicOffsets('orders');
    expect(ends).toMatchObject({ partition: 0, low: '0', high: '3' });
    const byTime = await admin.fetchTopicOffsetsByTimestamp('orders', 2_000);
    expect(byTime.find(({ partition }) => partition === 0)?.offset).toBe('2');
  });

  test('deletes records before an offset', async () => {
    await send(['a', 'b', 'c']);
    // kafkajs only finds the partition's leader when it has looked at the topic before.
    await admin.fetchTopicOffsets('orders');
    await admin.deleteTopicRecords({ topic: 'orders', partitions: [{ partition: 0, offset: '2' }] });
    expect((await admin.fetchTopicOffsets('orders'))[0]).toMatchObject({ low: '2', high: '3' });
    const { received } = await tcp.consumer('late', 'orders');
    await vi.waitFor(() => expect(received).toHaveLength(1), 10_000);
    expect(received[0]?.message.value?.toString()).toBe('c');
  });

  test('shows, moves and deletes consumer groups', async () => {
    await send(['a', 'b', 'c']);
    const { consumer } = await tcp.consumer('workers', 'orders', { clientId: 'worker' });
    await vi.waitFor(() => expect(tcp.broker.lag('workers')).toBe(0), 10_000);
    expect(await admin.listGroups()).toEqual({ groups: [{ groupId: 'workers', protocolType: 'consumer' }] });
    const { groups } = await admin.describeGroups(['workers', 'nobody']);
    expect(groups).toMatchObject([{ state: 'Stable', protocol: 'RoundRobinAssigner' }, { state: 'Dead' }]);
    expect(groups[0]?.members.map(({ clientId }) => clientId)).toEqual(['worker']);
    await expect(admin.deleteGroups(['workers'])).rejects.toMatchObject({ groups: [{ errorCode: 68 }] });

    await consumer.disconnect();
    await admin.setOffsets({ groupId: 'workers', topic: 'orders', partitions: [{ partition: 0, offset: '1' }] });
    expect(tcp.broker.lag('workers')).toBe(2);
    expect(await admin.fetchOffsets({ groupId: 'workers', resolveOffsets: true })).toMatchObject([
      { topic: 'orders', partitions: expect.arrayContaining([expect.objectContaining({ partition: 0, offset: '1' })]) },
    ]);
    await admin.deleteGroups(['workers']);
    expect(tcp.broker.groups()).toEqual([]);
  });
});
