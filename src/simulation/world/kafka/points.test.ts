import { afterEach, describe, expect, test, vi } from 'vitest';
import type { PointContext } from '../ports.ts';
import { startTcpBroker, type TcpBroker } from './testing/tcp-broker.ts';
import { startVirtualBroker } from './testing/virtual-broker.ts';
import { batchOf, fetchBody, produceBody, readProduced } from './testing/wire-client.ts';

const PRODUCE = 0;
const FETCH = 1;

/** Points that cut the connection of who reaches `point` for the n-th time. */
function cutAt(point: string, nth = 1) {
  const reached: string[] = [];
  return {
    reached,
    reach(name: string, { connection, label }: PointContext) {
      reached.push(label === undefined ? name : `${name} ${label}`);
      if (name === point && reached.filter((each) => each.startsWith(point)).length === nth) connection?.reset();
    },
  };
}

describe('the points of the broker', () => {
  test('are reached once per record, with the type of the event', () => {
    const points = cutAt('nowhere');
    const { client } = startVirtualBroker({ points });
    const tester = client();
    tester.ask(PRODUCE, 7, produceBody('orders', 0, batchOf(['a', 'b'])));
    tester.ask(FETCH, 4, fetchBody());
    expect(points.reached).toEqual([
      'kafka.produce.received OrderPlaced',
      'kafka.produce.received OrderPlaced',
      'kafka.produce.done OrderPlaced',
      'kafka.produce.done OrderPlaced',
      'kafka.fetch.done OrderPlaced',
      'kafka.fetch.done OrderPlaced',
    ]);
  });

  test('are not reached for what lies in a batch before the offset that was asked for', () => {
    const points = cutAt('nowhere');
    const { client } = startVirtualBroker({ points });
    client().ask(PRODUCE, 7, produceBody('orders', 0, batchOf(['a', 'b', 'c'])));
    client().ask(FETCH, 4, fetchBody({ offset: 2 }));
    expect(points.reached.filter((point) => point.startsWith('kafka.fetch.done'))).toHaveLength(1);
  });

  test('a connection cut on receipt appends nothing', () => {
    const { broker, client } = startVirtualBroker({ points: cutAt('kafka.produce.received') });
    const producer = client();
    producer.send(PRODUCE, 7, produceBody('orders', 0, batchOf(['a'])));
    expect(broker.records()).toEqual([]);
    expect(producer.answers).toEqual([]);
  });

  test('a connection cut after the append loses only the answer', () => {
    const { broker, client } = startVirtualBroker({ points: cutAt('kafka.produce.done') });
    const producer = client();
    producer.send(PRODUCE, 7, produceBody('orders', 0, batchOf(['a'])));
    expect(broker.records()).toHaveLength(1);
    expect(producer.answers).toEqual([]);
  });

  test('a connection cut on delivery loses the records for this consumer only', () => {
    const { client } = startVirtualBroker({ points: cutAt('kafka.fetch.done', 2) });
    client().ask(PRODUCE, 7, produceBody('orders', 0, batchOf(['a', 'b'])));
    const first = client();
    first.send(FETCH, 4, fetchBody());
    expect(first.answers).toEqual([]);
    const second = client();
    second.send(FETCH, 4, fetchBody());
    expect(second.answers).toHaveLength(1);
  });
});

describe('lost answers', () => {
  let tcp: TcpBroker;

  afterEach(() => tcp.dispose());

  async function sendThree(idempotent: boolean): Promise<string[]> {
    const producer = await tcp.producer({ idempotent });
    for (const value of ['a', 'b', 'c']) await producer.send({ topic: 'orders', messages: [{ value, partition: 0 }] });
    return tcp.broker.records().map(({ value }) => String(value));
  }

  test('double a record of an ordinary producer', async () => {
    tcp = await startTcpBroker({ points: cutAt('kafka.produce.done', 2) });
    expect(await sendThree(false)).toEqual(['a', 'b', 'b', 'c']);
  });

  test('do not double a record of an idempotent producer: its second try gets the first offset', async () => {
    const onDuplicate = vi.fn();
    tcp = await startTcpBroker({ points: cutAt('kafka.produce.done', 2), observer: { onDuplicate } });
    expect(await sendThree(true)).toEqual(['a', 'b', 'c']);
    expect(onDuplicate.mock.calls).toEqual([[{ topic: 'orders', partition: 0, baseOffset: 1 }]]);
  });

  test('of an offset commit make the consumer read no record twice that was committed', async () => {
    tcp = await startTcpBroker({ points: cutAt('kafka.offsets.done', 1) });
    await sendThree(false);
    const { received } = await tcp.consumer('readers', 'orders');
    await vi.waitFor(() => expect(tcp.broker.lag('readers')).toBe(0), 20_000);
    expect(new Set(received.map(({ message }) => String(message.value)))).toEqual(new Set(['a', 'b', 'c']));
  });
});

test('a batch that comes again is answered with its offset and appended once', () => {
  const { broker, client } = startVirtualBroker();
  const producer = client();
  const send = (baseSequence: number) => {
    const batch = batchOf(['a', 'b'], { producerId: 7, producerEpoch: 0, baseSequence });
    return readProduced(producer.ask(PRODUCE, 7, produceBody('orders', 0, batch)));
  };
  expect([send(0), send(2), send(2), send(6)]).toEqual([
    { error: 0, baseOffset: 0 },
    { error: 0, baseOffset: 2 },
    { error: 0, baseOffset: 2 },
    { error: 45, baseOffset: -1 },
  ]);
  expect(broker.records()).toHaveLength(4);
});
