import { CompressionTypes } from 'kafkajs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { startTcpBroker, type TcpBroker } from './testing/tcp-broker.ts';

let tcp: TcpBroker;

afterEach(() => tcp.dispose());

describe('producing and consuming with kafkajs', () => {
  test('keeps keys, values, headers and the order within a partition', async () => {
    tcp = await startTcpBroker();
    const producer = await tcp.producer();
    const messages = Array.from({ length: 50 }, (_, index) => ({
      key: `key-${index % 5}`,
      value: `value ${index}`,
      headers: { event_type: 'OrderPlaced', number: `${index}` },
    }));
    for (const message of messages) await producer.send({ topic: 'orders', messages: [message] });

    const { received } = await tcp.consumer('readers', 'orders');
    await vi.waitFor(() => expect(received).toHaveLength(50), 10_000);

    for (const key of ['key-0', 'key-1', 'key-2', 'key-3', 'key-4']) {
      const ofKey = received.filter(({ message }) => message.key?.toString() === key);
      expect(new Set(ofKey.map(({ partition }) => partition)).size).toBe(1);
      expect(ofKey.map(({ message }) => message.value?.toString())).toEqual(
        messages.filter((message) => message.key === key).map(({ value }) => value),
      );
    }
    const first = received.find(({ message }) => message.value?.toString() === 'value 0');
    expect(first?.message.headers?.['event_type']?.toString()).toBe('OrderPlaced');
    expect(tcp.broker.records('orders').map(({ value }) => value?.toString())).toEqual(
      messages.map(({ value }) => value),
    );
    expect(tcp.broker.records()[7]?.headers).toEqual({ event_type: 'OrderPlaced', number: '7' });
  });

  test('answers a batch with its base offset and keeps null keys and null values', async () => {
    tcp = await startTcpBroker();
    const producer = await tcp.producer();
    const send = (values: (string | null)[]) =>
      producer.send({ topic: 'orders', messages: values.map((value) => ({ partition: 2, value })) });
    expect(await send(['a', null, 'c'])).toMatchObject([{ partition: 2, errorCode: 0, baseOffset: '0' }]);
    expect(await send(['d'])).toMatchObject([{ partition: 2, errorCode: 0, baseOffset: '3' }]);
    expect(tcp.broker.records().map(({ offset, key, value }) => [offset, key, value?.toString() ?? null])).toEqual([
      [0, null, 'a'],
      [1, null, null],
      [2, null, 'c'],
      [3, null, 'd'],
    ]);
  });

  test('reads gzip batches', async () => {
    tcp = await startTcpBroker();
    const producer = await tcp.producer();
    const values = Array.from({ length: 100 }, (_, index) => `the same words again and again ${index}`);
    await producer.send({
      topic: 'orders',
      compression: CompressionTypes.GZIP,
      messages: values.map((value) => ({ partition: 0, value })),
    });
    const { received } = await tcp.consumer('readers', 'orders');
    await vi.waitFor(() => expect(received).toHaveLength(100), 10_000);
    expect(received.map(({ message }) => message.value?.toString())).toEqual(values);
    expect(tcp.broker.records().map(({ value }) => value?.toString())).toEqual(values);
  });

  test('accepts records that nobody waits for (acks 0)', async () => {
    tcp = await startTcpBroker();
    const producer = await tcp.producer();
    await producer.send({ topic: 'orders', acks: 0, messages: [{ value: 'fire and forget' }] });
    await vi.waitFor(() => expect(tcp.broker.records()).toHaveLength(1));
  });

  test('delivers a new record to a waiting consumer at once, not at the end of the long poll', async () => {
    tcp = await startTcpBroker();
    const producer = await tcp.producer();
    const consumer = tcp.kafka('consumer').consumer({ groupId: 'readers', maxWaitTimeInMs: 5_000 });
    const arrivals: number[] = [];
    await consumer.connect();
    await consumer.subscribe({ topic: 'orders', fromBeginning: true });
    await consumer.run({
      eachMessage: async () => {
        arrivals.push(performance.now());
      },
    });
    await producer.send({ topic: 'orders', messages: [{ value: 'first' }] });
    await vi.waitFor(() => expect(arrivals).toHaveLength(1), 10_000);
    const sent = performance.now();
    await producer.send({ topic: 'orders', messages: [{ value: 'second' }] });
    await vi.waitFor(() => expect(arrivals).toHaveLength(2), 10_000);
    expect((arrivals[1] ?? Number.POSITIVE_INFINITY) - sent).toBeLessThan(1_000);
    await consumer.disconnect();
  });

  test('tells a producer that a topic does not exist', async () => {
    tcp = await startTcpBroker();
    const producer = await tcp.producer();
    const sending = producer.send({ topic: 'nowhere', messages: [{ value: 'lost' }] });
    await expect(sending).rejects.toThrow('This server does not host this topic-partition');
  });

  test('creates a topic on demand only when told to', async () => {
    tcp = await startTcpBroker({ topics: [], autoCreatePartitions: 3 });
    const producer = await tcp.producer();
    await producer.send({ topic: 'made-up', messages: [{ value: 'x', partition: 2 }] });
    expect(tcp.broker.records('made-up')).toMatchObject([{ partition: 2, offset: 0 }]);
  });
});
