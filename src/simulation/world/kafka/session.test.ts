import { describe, expect, test } from 'vitest';
import type { ProtocolViolation } from './index.ts';
import { startVirtualBroker } from './testing/virtual-broker.ts';
import {
  batchOf,
  fetchBody,
  framed,
  produceBody,
  readAllFetched,
  readFetched,
  readProduced,
} from './testing/wire-client.ts';
import { BinaryWriter } from './wire/binary-writer.ts';
import { ErrorCode } from './wire/error-codes.ts';

const PRODUCE = 0;
const FETCH = 1;
const METADATA = 3;
const FIND_COORDINATOR = 10;
const HEARTBEAT = 12;
const API_VERSIONS = 18;

const allTopics = () => new BinaryWriter().int32(-1);

describe('one connection', () => {
  test('is served in order: what comes behind a long poll waits for its answer', () => {
    const { client, scheduler } = startVirtualBroker();
    const consumer = client();
    const fetchId = consumer.send(FETCH, 4, fetchBody({ maxWaitMs: 500 }));
    const metadataId = consumer.send(METADATA, 1, allTopics());
    scheduler.advance(499);
    expect(consumer.answers).toEqual([]);
    scheduler.advance(1);
    expect(consumer.answers.map(({ correlationId }) => correlationId)).toEqual([fetchId, metadataId]);
  });

  test('gets the answers of many requests that arrive in one piece', () => {
    const { client } = startVirtualBroker();
    const tester = client();
    const heartbeat = new BinaryWriter().int16(FIND_COORDINATOR).int16(0).int32(77).string('c').string('group').bytes;
    tester.sendRaw(Buffer.concat(Array.from({ length: 2_000 }, () => framed(heartbeat))));
    expect(tester.answers).toHaveLength(2_000);
  });

  test('leaves nothing behind when it closes during a long poll', () => {
    const { client, scheduler } = startVirtualBroker();
    const consumer = client();
    consumer.send(FETCH, 4, fetchBody({ maxWaitMs: 500 }));
    expect(scheduler.pending).toBe(1);
    consumer.close();
    expect(scheduler.pending).toBe(0);
    readProduced(client().ask(PRODUCE, 7, produceBody('orders', 0, batchOf(['x']))));
    expect(consumer.answers).toEqual([]);
  });
});

describe('requests that Kafka answers by closing the connection', () => {
  const header = (key: number, version: number) => new BinaryWriter().int16(key).int16(version).int32(1).string('c');
  test.each([
    ['an API that does not exist', framed(header(999, 0).bytes), 'API 999 version 0 is not supported'],
    ['a version that is not advertised', framed(header(PRODUCE, 99).bytes), 'Produce version 99 is not supported'],
    ['a body that ends early', framed(header(HEARTBEAT, 3).int16(50).bytes), '50 bytes wanted, 0 left'],
    ['a header that ends early', framed(Buffer.from([0, 3])), '2 bytes wanted, 0 left'],
    ['a negative length', Buffer.from([0xff, 0xff, 0xff, 0xfe]), 'a frame of -2 bytes; at most 104857600 are accepted'],
    [
      'an array with more items than bytes',
      framed(header(METADATA, 1).int32(2 ** 30).bytes),
      `${2 ** 30} items in 0 bytes`,
    ],
    [
      'HTTP',
      Buffer.from('GET / HTTP/1.1\r\nHost: kafka\r\n\r\n'),
      'a frame of 1195725856 bytes; at most 104857600 are accepted',
    ],
  ])('%s', (_, bytes, reason) => {
    const violations: ProtocolViolation[] = [];
    const { client } = startVirtualBroker({ observer: { onViolation: (violation) => violations.push(violation) } });
    const tester = client();
    tester.sendRaw(bytes);
    expect(tester.open).toBe(false);
    expect(tester.answers).toEqual([]);
    expect(violations).toEqual([{ process: 'tester', connectionId: 'tester>kafka:9092#1', reason }]);
  });
});

describe('ApiVersions', () => {
  test('lists what the broker speaks', () => {
    const { client } = startVirtualBroker();
    const answer = client().ask(API_VERSIONS, 2, new BinaryWriter());
    expect(answer.int16()).toBe(ErrorCode.NONE);
    const versions = answer.array((reader) => [reader.int16(), reader.int16(), reader.int16()]);
    expect(versions).toContainEqual([PRODUCE, 3, 7]);
    expect(versions).toContainEqual([FETCH, 4, 11]);
    expect(versions).toContainEqual([API_VERSIONS, 0, 2]);
  });

  test('answers a newer client in the oldest format, and lets it go on', () => {
    const { client } = startVirtualBroker();
    const tester = client();
    const answer = tester.ask(API_VERSIONS, 3, new BinaryWriter().int8(0));
    expect(answer.int16()).toBe(ErrorCode.UNSUPPORTED_VERSION);
    expect(answer.array((reader) => [reader.int16(), reader.int16(), reader.int16()])).toContainEqual([
      API_VERSIONS,
      0,
      2,
    ]);
    expect(answer.remaining).toBe(0);
    expect(tester.ask(API_VERSIONS, 0, new BinaryWriter()).int16()).toBe(ErrorCode.NONE);
  });
});

describe('Produce', () => {
  test.each([
    ['an unknown partition', produceBody('orders', 9, batchOf(['x'])), ErrorCode.UNKNOWN_TOPIC_OR_PARTITION],
    ['acks other than 0, 1 and all', produceBody('orders', 0, batchOf(['x']), 2), ErrorCode.INVALID_REQUIRED_ACKS],
    ['a batch that is too large', produceBody('orders', 0, batchOf(['x'.repeat(2_000)])), ErrorCode.MESSAGE_TOO_LARGE],
    ['something that is no batch', produceBody('orders', 0, Buffer.from('nonsense')), ErrorCode.INVALID_RECORD],
    ['a control record', produceBody('orders', 0, batchOf(['x'], { control: true })), ErrorCode.INVALID_RECORD],
  ])('refuses %s', (_, body, error) => {
    const { broker, client } = startVirtualBroker({ maxBatchBytes: 1_000 });
    expect(readProduced(client().ask(PRODUCE, 7, body))).toEqual({ error, baseOffset: -1 });
    expect(broker.records()).toEqual([]);
  });

  test('without acknowledgement has no answer, and an error closes the connection', () => {
    const { broker, client } = startVirtualBroker();
    const producer = client();
    producer.send(PRODUCE, 7, produceBody('orders', 0, batchOf(['kept']), 0));
    producer.send(PRODUCE, 7, produceBody('nowhere', 0, batchOf(['lost']), 0));
    expect(producer.answers).toEqual([]);
    expect(producer.open).toBe(false);
    expect(broker.records()).toHaveLength(1);
  });
});

describe('Fetch', () => {
  test('waits for its minimum of bytes, then answers at once', () => {
    const { client, scheduler } = startVirtualBroker();
    const [consumer, producer] = [client('consumer'), client('producer')];
    const batch = batchOf(['x']);
    consumer.send(FETCH, 4, fetchBody({ maxWaitMs: 1_000, minBytes: batch.length + 1 }));
    scheduler.advance(100);
    producer.ask(PRODUCE, 7, produceBody('orders', 0, batch));
    producer.ask(PRODUCE, 7, produceBody('orders', 1, batch));
    expect(consumer.answers).toEqual([]);
    producer.ask(PRODUCE, 7, produceBody('orders', 0, batch));
    expect(consumer.answers).toHaveLength(1);
    expect(scheduler.pending).toBe(0);
  });

  test('answers a waiting consumer with all that one request appended, to whichever partitions', () => {
    const { client } = startVirtualBroker();
    const [consumer, producer] = [client('consumer'), client('producer')];
    const partitions = [0, 1];
    const wish = new BinaryWriter().int32(-1).int32(1_000).int32(1).int32(1_000_000).int8(0);
    wish.int32(1).string('orders');
    consumer.send(
      FETCH,
      4,
      wish.array(partitions, (partition, writer) => writer.int32(partition).int64(0).int32(1_000_000)),
    );
    const data = new BinaryWriter().string(null).int16(-1).int32(1_000).int32(1).string('orders');
    producer.ask(
      PRODUCE,
      7,
      data.array(partitions, (partition, writer) => writer.int32(partition).nullableBytes(batchOf(['x']))),
    );
    const fetched = consumer.answers.map(({ body }) => readAllFetched(body).map(({ batches }) => batches.length > 0));
    expect(fetched).toEqual([[true, true]]);
  });

  test('answers with what there is when the wait is over', () => {
    const { client, scheduler } = startVirtualBroker();
    const consumer = client();
    const batch = batchOf(['x']);
    client('producer').ask(PRODUCE, 7, produceBody('orders', 0, batch));
    consumer.send(FETCH, 4, fetchBody({ maxWaitMs: 1_000, minBytes: 10_000 }));
    scheduler.advance(1_000);
    const [answer] = consumer.answers.map(({ body }) => readFetched(body));
    expect(answer).toMatchObject({ error: ErrorCode.NONE, highWatermark: 1, batches: batch });
  });

  test('refuses offsets outside of the log at once', () => {
    const { client } = startVirtualBroker();
    const fetched = readFetched(client().ask(FETCH, 4, fetchBody({ offset: 1, maxWaitMs: 1_000 })));
    expect(fetched).toMatchObject({ error: ErrorCode.OFFSET_OUT_OF_RANGE, highWatermark: -1 });
  });

  test('sends a batch that is larger than asked for, but only one', () => {
    const { client } = startVirtualBroker();
    const tester = client();
    const batch = batchOf(['x'.repeat(500)]);
    tester.ask(PRODUCE, 7, produceBody('orders', 0, batch));
    tester.ask(PRODUCE, 7, produceBody('orders', 0, batch));
    expect(readFetched(tester.ask(FETCH, 4, fetchBody({ maxBytes: 10 }))).batches).toHaveLength(batch.length);
  });

  test('tells a waiting consumer that its topic was deleted', () => {
    const { client } = startVirtualBroker();
    const consumer = client();
    consumer.send(FETCH, 4, fetchBody({ maxWaitMs: 1_000 }));
    const deleteTopics = new BinaryWriter().int32(1).string('orders').int32(1_000);
    client('admin').ask(20, 1, deleteTopics);
    const [answer] = consumer.answers.map(({ body }) => readFetched(body));
    expect(answer?.error).toBe(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  });
});

test('retention removes what is old, and the history keeps it', () => {
  const { broker, client, scheduler } = startVirtualBroker({
    topics: [{ name: 'orders', partitions: 1, retentionMs: 10_000 }],
    retentionCheckMs: 1_000,
  });
  const tester = client();
  tester.ask(PRODUCE, 7, produceBody('orders', 0, batchOf(['old'])));
  scheduler.advance(8_000);
  tester.ask(PRODUCE, 7, produceBody('orders', 0, batchOf(['new'])));
  scheduler.advance(3_000);
  expect(readFetched(tester.ask(FETCH, 4, fetchBody({ offset: 0 }))).error).toBe(ErrorCode.OFFSET_OUT_OF_RANGE);
  expect(readFetched(tester.ask(FETCH, 4, fetchBody({ offset: 1 })))).toMatchObject({ error: 0, highWatermark: 2 });
  expect(broker.records()).toHaveLength(2);
});
