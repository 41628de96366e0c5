import { afterEach, describe, expect, test, vi } from 'vitest';
import { startTcpBroker, type TcpBroker } from './testing/tcp-broker.ts';

let tcp: TcpBroker;

afterEach(() => tcp.dispose());

async function sendNumbered(from: number, to: number): Promise<void> {
  const producer = await tcp.producer();
  const messages = Array.from({ length: to - from }, (_, index) => ({
    partition: (from + index) % 4,
    value: `${from + index}`,
  }));
  await producer.send({ topic: 'orders', messages });
}

/** Partitions that each member was assigned, by client id. */
function assignments(): Record<string, readonly number[]> {
  const [group] = tcp.broker.groups();
  return Object.fromEntries(
    (group?.members ?? []).map(({ clientId, assignment }) => [clientId, assignment['orders'] ?? []]),
  );
}

async function settled(members: number): Promise<void> {
  await vi.waitFor(() => {
    expect(tcp.broker.groups()).toMatchObject([{ state: 'Stable' }]);
    expect(tcp.broker.groups()[0]?.members).toHaveLength(members);
  }, 10_000);
}

describe('consumer groups with kafkajs', () => {
  test('share the partitions among their members, each record read by one', async () => {
    tcp = await startTcpBroker();
    const first = await tcp.consumer('workers', 'orders', { clientId: 'first' });
    const second = await tcp.consumer('workers', 'orders', { clientId: 'second' });
    await settled(2);
    await sendNumbered(0, 40);
    await vi.waitFor(() => expect(first.received.length + second.received.length).toBe(40), 10_000);

    const shares = assignments();
    expect(
      Object.values(shares)
        .flat()
        .toSorted((a, b) => a - b),
    ).toEqual([0, 1, 2, 3]);
    expect(shares['first']).toHaveLength(2);
    const all = [...first.received, ...second.received].map(({ message }) => Number(message.value));
    expect(all.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index));
    await vi.waitFor(() => expect(tcp.broker.lag('workers')).toBe(0), 10_000);
  });

  test('give the partitions of a member that leaves to the others, which go on where it stopped', async () => {
    tcp = await startTcpBroker();
    const first = await tcp.consumer('workers', 'orders', { clientId: 'first' });
    const second = await tcp.consumer('workers', 'orders', { clientId: 'second' });
    await settled(2);
    await sendNumbered(0, 20);
    await vi.waitFor(() => expect(tcp.broker.lag('workers')).toBe(0), 10_000);
    await first.consumer.disconnect();
    await settled(1);
    await sendNumbered(20, 40);
    await vi.waitFor(() => expect(tcp.broker.lag('workers')).toBe(0), 10_000);
    expect(assignments()).toEqual({ second: [0, 1, 2, 3] });
    expect(first.received.length + second.received.length).toBe(40);
  });

  test('notice by its session that a member died, and rebalance', async () => {
    const reasons: string[] = [];
    tcp = await startTcpBroker({ observer: { onRebalance: ({ reason }) => reasons.push(reason) } });
    const { promise: frozen, resolve: thaw } = Promise.withResolvers<void>();
    // A handler that never returns sends no heartbeats: to the broker this member is dead.
    const dead = await tcp.consumer('workers', 'orders', {
      clientId: 'dead',
      sessionTimeout: 500,
      onMessage: () => frozen,
    });
    await settled(1);
    await sendNumbered(0, 8);
    await vi.waitFor(() => expect(dead.received.length).toBeGreaterThan(0), 10_000);
    const heir = await tcp.consumer('workers', 'orders', { clientId: 'heir' });
    await vi.waitFor(() => expect(heir.received).toHaveLength(8), 10_000);
    thaw();
    expect(assignments()).toEqual({ heir: [0, 1, 2, 3] });
    expect(reasons.some((reason) => /^member dead-\w+ was not heard of for 500 ms$/.test(reason))).toBe(true);
  });

  test('begin a group of three with one rebalance when its members come together', async () => {
    const states: string[] = [];
    tcp = await startTcpBroker({ observer: { onRebalance: ({ state }) => states.push(state) } });
    await Promise.all(['a', 'b', 'c'].map((clientId) => tcp.consumer('workers', 'orders', { clientId })));
    await settled(3);
    expect(tcp.broker.groups()[0]?.generation).toBe(1);
    expect(states).toEqual(['PreparingRebalance', 'CompletingRebalance', 'Stable']);
  });

  test('resume from the committed offset after a restart', async () => {
    tcp = await startTcpBroker();
    await sendNumbered(0, 12);
    const before = await tcp.consumer('workers', 'orders');
    await vi.waitFor(() => expect(tcp.broker.lag('workers')).toBe(0), 10_000);
    await before.consumer.disconnect();
    await vi.waitFor(() => expect(tcp.broker.groups()).toMatchObject([{ state: 'Empty' }]));
    await sendNumbered(12, 16);
    const after = await tcp.consumer('workers', 'orders');
    await vi.waitFor(() => expect(after.received).toHaveLength(4), 10_000);
    expect(after.received.map(({ message }) => Number(message.value)).toSorted((a, b) => a - b)).toEqual([
      12, 13, 14, 15,
    ]);
  });

  test('read again what a consumer seeks back to', async () => {
    tcp = await startTcpBroker();
    await sendNumbered(0, 16);
    const { consumer, received } = await tcp.consumer('workers', 'orders');
    await vi.waitFor(() => expect(received).toHaveLength(16), 10_000);
    consumer.seek({ topic: 'orders', partition: 1, offset: '2' });
    await vi.waitFor(() => expect(received).toHaveLength(18), 10_000);
    expect(received.slice(16).map(({ message }) => message.value?.toString())).toEqual(['9', '13']);
  });

  test('reset a consumer whose offset is out of range to the earliest record', async () => {
    tcp = await startTcpBroker();
    await sendNumbered(0, 4);
    const { consumer, received } = await tcp.consumer('workers', 'orders');
    await vi.waitFor(() => expect(received).toHaveLength(4), 10_000);
    consumer.seek({ topic: 'orders', partition: 3, offset: '900' });
    await vi.waitFor(() => expect(received).toHaveLength(5), 10_000);
    expect(received[4]?.message.value?.toString()).toBe('3');
  });
});
