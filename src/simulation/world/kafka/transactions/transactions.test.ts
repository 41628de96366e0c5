import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startTcpBroker, type TcpBroker } from '../testing/tcp-broker.ts';
import { startVirtualBroker } from '../testing/virtual-broker.ts';
import { batchOf, fetchBody, produceBody, readFetched, readProduced, type WireClient } from '../testing/wire-client.ts';
import { BinaryWriter } from '../wire/binary-writer.ts';
import { ErrorCode } from '../wire/error-codes.ts';

describe('transactions with kafkajs', () => {
  let tcp: TcpBroker;

  beforeEach(async () => {
    tcp = await startTcpBroker();
  });

  afterEach(() => tcp.dispose());

  async function transactionalProducer(transactionalId = 'payments') {
    const producer = tcp.kafka('producer').producer({ transactionalId, idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    return producer;
  }

  const message = (value: string) => ({ topic: 'orders', messages: [{ value, partition: 0 }] });

  test('show consumers what was committed, and never what was aborted', async () => {
    const producer = await transactionalProducer();
    for (const [value, commit] of [
      ['a', true],
      ['b', false],
      ['c', true],
    ] as const) {
      const transaction = await producer.transaction();
      await transaction.send(message(value));
      if (commit) await transaction.commit();
      else await transaction.abort();
    }
    const { received } = await tcp.consumer('readers', 'orders');
    await vi.waitFor(() => expect(received).toHaveLength(2), 10_000);
    expect(received.map((each) => String(each.message.value))).toEqual(['a', 'c']);
    await producer.disconnect();
  });

  test('hold back what is behind an open transaction', async () => {
    const producer = await transactionalProducer();
    const other = await tcp.producer();
    const { received } = await tcp.consumer('readers', 'orders');
    const transaction = await producer.transaction();
    await transaction.send(message('in transaction'));
    await other.send(message('behind'));
    await vi.waitFor(() => expect(tcp.broker.records()).toHaveLength(2));
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(received).toEqual([]);
    await transaction.commit();
    await vi.waitFor(() => expect(received).toHaveLength(2), 10_000);
    await producer.disconnect();
  });

  test('commit offsets together with records, or not at all', async () => {
    const producer = await transactionalProducer();
    const offsets = {
      consumerGroupId: 'readers',
      topics: [{ topic: 'orders', partitions: [{ partition: 1, offset: '7' }] }],
    };
    const aborted = await producer.transaction();
    await aborted.sendOffsets(offsets);
    await aborted.abort();
    expect(tcp.broker.committed('readers')).toEqual([]);
    const committed = await producer.transaction();
    await committed.sendOffsets(offsets);
    expect(tcp.broker.committed('readers')).toEqual([]);
    await committed.commit();
    expect(tcp.broker.committed('readers')).toMatchObject([{ topic: 'orders', partition: 1, offset: 7 }]);
    await producer.disconnect();
  });

  test('fence the producer whose transactional id was taken over', async () => {
    const zombie = await transactionalProducer();
    const transaction = await zombie.transaction();
    await transaction.send(message('from the zombie'));
    const heir = await transactionalProducer();
    // kafkajs asks for its epoch when the first transaction begins.
    const next = await heir.transaction();
    await expect(transaction.send(message('too late'))).rejects.toMatchObject({ type: 'INVALID_PRODUCER_EPOCH' });
    await next.send(message('from the heir'));
    await next.commit();
    const { received } = await tcp.consumer('readers', 'orders');
    await vi.waitFor(() => expect(received).toHaveLength(1), 10_000);
    expect(String(received[0]?.message.value)).toBe('from the heir');
    await Promise.all([zombie.disconnect(), heir.disconnect()]);
  });
});

describe('transactions on the wire', () => {
  const init = (client: WireClient, id: string, timeoutMs: number) => {
    const answer = client.ask(22, 1, new BinaryWriter().string(id).int32(timeoutMs));
    answer.int32();
    return { error: answer.int16(), producerId: answer.int64(), epoch: answer.int16() };
  };
  const addPartition = (client: WireClient, producerId: number, epoch: number, partition = 0) => {
    const body = new BinaryWriter()
      .string('t')
      .int64(producerId)
      .int16(epoch)
      .int32(1)
      .string('orders')
      .int32(1)
      .int32(partition);
    const answer = client.ask(24, 1, body);
    answer.int32();
    return answer.array((topic) => [topic.string(), topic.array((each) => [each.int32(), each.int16()])])[0]?.[1];
  };
  const produce = (client: WireClient, producerId: number, producerEpoch: number, baseSequence: number) => {
    const batch = batchOf(['x'], { producerId, producerEpoch, baseSequence, transactional: true });
    const body = new BinaryWriter().string('t').raw(produceBody('orders', 0, batch).bytes.subarray(2));
    return readProduced(client.ask(0, 7, body)).error;
  };
  const end = (client: WireClient, producerId: number, epoch: number, commit: boolean) => {
    const answer = client.ask(26, 1, new BinaryWriter().string('t').int64(producerId).int16(epoch).boolean(commit));
    answer.int32();
    return answer.int16();
  };

  test('time out: the transaction is aborted and its producer fenced', () => {
    const { client, scheduler } = startVirtualBroker();
    const tester = client();
    const { producerId, epoch } = init(tester, 't', 5_000);
    addPartition(tester, producerId, epoch);
    expect(produce(tester, producerId, epoch, 0)).toBe(ErrorCode.NONE);
    scheduler.advance(4_999);
    expect(readFetched(tester.ask(1, 4, fetchBody()))).toMatchObject({ highWatermark: 1, lastStableOffset: 0 });
    scheduler.advance(1);
    const fetched = readFetched(tester.ask(1, 4, fetchBody({ committedOnly: true })));
    expect(fetched).toMatchObject({ lastStableOffset: 2, aborted: [{ producerId, firstOffset: 0 }] });
    expect(produce(tester, producerId, epoch, 1)).toBe(ErrorCode.INVALID_PRODUCER_EPOCH);
    expect(end(tester, producerId, epoch, true)).toBe(ErrorCode.INVALID_PRODUCER_EPOCH);
    expect(init(tester, 't', 5_000)).toEqual({ error: 0, producerId, epoch: epoch + 2 });
  });

  test('refuse what does not belong to an open transaction', () => {
    const { client } = startVirtualBroker();
    const tester = client();
    expect(init(tester, '', 5_000).error).toBe(ErrorCode.INVALID_REQUEST);
    expect(init(tester, 't', 900_001).error).toBe(ErrorCode.INVALID_TRANSACTION_TIMEOUT);
    const { producerId, epoch } = init(tester, 't', 5_000);
    expect(produce(tester, producerId, epoch, 0)).toBe(ErrorCode.INVALID_TXN_STATE);
    expect(end(tester, producerId, epoch, true)).toBe(ErrorCode.INVALID_TXN_STATE);
    expect(addPartition(tester, producerId + 1, epoch)).toEqual([[0, ErrorCode.INVALID_PRODUCER_ID_MAPPING]]);
    expect(addPartition(tester, producerId, epoch, 9)).toEqual([[9, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION]]);
  });

  test('hang when a batch comes after the end that nobody checks: the last stable offset never moves again', () => {
    const lastStable = (verifyTransactions: boolean) => {
      const { client, scheduler } = startVirtualBroker({ verifyTransactions });
      const tester = client();
      const { producerId, epoch } = init(tester, 't', 5_000);
      addPartition(tester, producerId, epoch);
      produce(tester, producerId, epoch, 0);
      end(tester, producerId, epoch, false);
      produce(tester, producerId, epoch, 1);
      scheduler.advance(900_000);
      return readFetched(tester.ask(1, 4, fetchBody()));
    };
    expect(lastStable(false)).toMatchObject({ highWatermark: 3, lastStableOffset: 2 });
    expect(lastStable(true)).toMatchObject({ highWatermark: 2, lastStableOffset: 2 });
  });

  test('answer an end that comes again as the first time', () => {
    const { client } = startVirtualBroker();
    const tester = client();
    const { producerId, epoch } = init(tester, 't', 5_000);
    addPartition(tester, producerId, epoch);
    expect([end(tester, producerId, epoch, true), end(tester, producerId, epoch, true)]).toEqual([0, 0]);
    expect(end(tester, producerId, epoch, false)).toBe(ErrorCode.INVALID_TXN_STATE);
    expect(readFetched(tester.ask(1, 4, fetchBody())).highWatermark).toBe(1);
  });
});
