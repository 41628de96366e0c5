/**
 * The same questions for this broker and for Apache Kafka: what one answers, the other must answer too. Apache
 * Kafka is asked when KAFKA_CONFORMANCE_BROKER=host:port names one (a single node, which may be used by others:
 * topics and groups get names of their own).
 */
import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTcpBroker, type TcpBroker } from './testing/tcp-broker.ts';
import { TcpWireClient } from './testing/tcp-wire-client.ts';
import { batchOf, fetchBody, framed, produceBody, readFetched, readProduced } from './testing/wire-client.ts';
import { BinaryWriter } from './wire/binary-writer.ts';
import { ErrorCode } from './wire/error-codes.ts';

const PRODUCE = 0;
const FETCH = 1;
const OFFSET_COMMIT = 8;
const FIND_COORDINATOR = 10;
const JOIN_GROUP = 11;
const HEARTBEAT = 12;
const API_VERSIONS = 18;
const INIT_PRODUCER_ID = 22;

const external = process.env['KAFKA_CONFORMANCE_BROKER'];
const brokers = external === undefined ? ['this broker'] : ['this broker', external];

describe.each(brokers)('%s', (name) => {
  const topic = `conformance-${randomUUID()}`;
  const group = `conformance-${randomUUID()}`;
  let own: TcpBroker | undefined;
  let host = '127.0.0.1';
  let port = 0;
  let client: TcpWireClient;

  beforeAll(async () => {
    if (name === 'this broker') {
      own = await startTcpBroker();
      port = own.port;
    } else {
      const [externalHost = '', externalPort] = name.split(':');
      host = externalHost;
      port = Number(externalPort);
    }
    const admin = new Kafka({ brokers: [`${host}:${port}`], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic, numPartitions: 3 }], waitForLeaders: true });
    await admin.disconnect();
  });

  afterAll(() => own?.dispose());

  beforeEach(() => {
    client = new TcpWireClient(host, port);
  });

  afterEach(() => client.close());

  const produce = async (partition: number, batch: Buffer, acks = -1) =>
    readProduced(await client.ask(PRODUCE, 7, produceBody(topic, partition, batch, acks)));

  /** Asks until there is an id: right after its start Apache Kafka has none to give. */
  async function initProducerId(): Promise<{ producerId: number; producerEpoch: number }> {
    const answer = await client.ask(INIT_PRODUCER_ID, 1, new BinaryWriter().string(null).int32(60_000));
    answer.int32();
    const error = answer.int16();
    if (error === ErrorCode.NONE) return { producerId: answer.int64(), producerEpoch: answer.int16() };
    await new Promise((resolve) => setTimeout(resolve, 200));
    return initProducerId();
  }

  test('recognises batches that come again, and refuses gaps', async () => {
    const { producerId, producerEpoch } = await initProducerId();
    const send = (baseSequence: number) => produce(0, batchOf(['a', 'b'], { producerId, producerEpoch, baseSequence }));
    expect(await send(0)).toEqual({ error: ErrorCode.NONE, baseOffset: 0 });
    expect(await send(2)).toEqual({ error: ErrorCode.NONE, baseOffset: 2 });
    expect(await send(0)).toEqual({ error: ErrorCode.NONE, baseOffset: 0 });
    expect((await send(6)).error).toBe(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
    expect(await send(4)).toEqual({ error: ErrorCode.NONE, baseOffset: 4 });
  });

  test('refuses damaged batches, unknown partitions and unknown acks', async () => {
    const damaged = batchOf(['x']);
    damaged.writeUInt8(damaged.readUInt8(20) ^ 1, 20);
    expect((await produce(1, damaged)).error).toBe(ErrorCode.CORRUPT_MESSAGE);
    expect((await produce(99, batchOf(['x']))).error).toBe(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    expect((await produce(1, batchOf(['x']), 2)).error).toBe(ErrorCode.INVALID_REQUIRED_ACKS);
  });

  test('returns batches as they were sent, and refuses offsets outside of the log', async () => {
    const batch = batchOf(['x', 'y']);
    await produce(2, batch);
    const fetched = readFetched(await client.ask(FETCH, 4, fetchBody({ topic, partition: 2, offset: 1 })));
    expect(fetched).toMatchObject({ error: ErrorCode.NONE, highWatermark: 2, aborted: null });
    expect(fetched.batches.subarray(16)).toEqual(batch.subarray(16));
    const beyond = readFetched(await client.ask(FETCH, 4, fetchBody({ topic, partition: 2, offset: 3 })));
    expect(beyond.error).toBe(ErrorCode.OFFSET_OUT_OF_RANGE);
  });

  test('answers the requests of a connection in their order', async () => {
    const slow = client.ask(FETCH, 4, fetchBody({ topic, partition: 1, maxWaitMs: 300 }));
    const quick = client.ask(API_VERSIONS, 0, new BinaryWriter());
    await Promise.all([slow, quick]);
    expect(client.order).toEqual([1, 2]);
  });

  test('closes the connection on what it does not understand', async () => {
    client.sendRaw(framed(new BinaryWriter().int16(999).int16(0).int32(1).string('c').bytes));
    await client.closed;
    expect(client.order).toEqual([]);
  });

  test('answers an unknown version of ApiVersions in the oldest format', async () => {
    // Later versions have a header with tagged fields: none.
    const answer = await client.ask(API_VERSIONS, 99, new BinaryWriter().int8(0));
    expect(answer.int16()).toBe(ErrorCode.UNSUPPORTED_VERSION);
  });

  test('gives new members an id first, and knows no others', async () => {
    const coordinator = await client.ask(FIND_COORDINATOR, 0, new BinaryWriter().string(group));
    // The first question for a coordinator makes Apache Kafka create the topic for offsets.
    for (let error = coordinator.int16(); error !== ErrorCode.NONE; ) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      error = (await client.ask(FIND_COORDINATOR, 0, new BinaryWriter().string(group))).int16();
    }
    const body = new BinaryWriter()
      .string(group)
      .int32(10_000)
      .int32(10_000)
      .string('')
      .string(null)
      .string('consumer');
    const join = await client.ask(JOIN_GROUP, 5, body.int32(1).string('range').nullableBytes(Buffer.alloc(0)));
    join.int32();
    expect(join.int16()).toBe(ErrorCode.MEMBER_ID_REQUIRED);
    const beat = await client.ask(
      HEARTBEAT,
      3,
      new BinaryWriter().string(group).int32(0).string('made-up').string(null),
    );
    beat.int32();
    expect(beat.int16()).toBe(ErrorCode.UNKNOWN_MEMBER_ID);
  });

  test('lets nobody commit for a generation that never was', async () => {
    const body = new BinaryWriter().string(`${group}-none`).int32(3).string('made-up').int32(1).string(topic);
    const answer = await client.ask(OFFSET_COMMIT, 5, body.int32(1).int32(0).int64(1).string(null));
    answer.int32();
    const errors = answer.array((reader) => [reader.string(), reader.array((each) => [each.int32(), each.int16()])]);
    expect(errors).toEqual([[topic, [[0, ErrorCode.ILLEGAL_GENERATION]]]]);
  });
});
