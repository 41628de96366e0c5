import { describe, expect, test } from 'vitest';
import type { KafkaClusterOptions } from '../index.ts';
import { startVirtualBroker } from '../testing/virtual-broker.ts';
import { batchOf, fetchBody, produceBody, readFetched, readProduced, type WireClient } from '../testing/wire-client.ts';
import { BinaryWriter } from '../wire/binary-writer.ts';
import { ErrorCode } from '../wire/error-codes.ts';
import { coordinatorPartition, placeReplicas } from './placement.ts';

const PRODUCE = 0;
const FETCH = 1;
const OFFSET_COMMIT = 8;
/** The broker that leads the partition of `__consumer_offsets` into which the group `payments` falls. */
const GROUP_LEADER = (coordinatorPartition('payments', 50) % 3) + 1;
/** Longer than any follower needs for a fetch. */
const REPLICATED_MS = 5;

/** Three brokers; broker 1 leads partition 0 of `orders`. */
function start(options: Partial<KafkaClusterOptions> = {}) {
  const brokers = [1, 2, 3].map((id) => ({ host: `kafka-${id}`, port: 9092 }));
  const { broker: cluster, scheduler, client } = startVirtualBroker({ brokers, ...options });
  const strike = (fault: { readonly verb: string; readonly [name: string]: unknown }) =>
    cluster.faults.strike({ when: { atMs: 0 }, ...fault }, undefined);
  return { cluster, scheduler, client, strike };
}

function produced(client: WireClient, correlationId: number) {
  const answer = client.answers.find((each) => each.correlationId === correlationId);
  return answer === undefined ? 'waiting' : readProduced(answer.body).error;
}

const send = (client: WireClient, acks = -1) => client.send(PRODUCE, 7, produceBody('orders', 0, batchOf(['x']), acks));

describe('acknowledgement', () => {
  test('by all waits for the replicas in sync, by the leader does not', () => {
    const { client, scheduler } = start();
    const tester = client();
    expect(produced(tester, send(tester, 1))).toBe(ErrorCode.NONE);
    const all = send(tester);
    expect(produced(tester, all)).toBe('waiting');
    expect(readFetched(client().ask(FETCH, 4, fetchBody())).highWatermark).toBe(0);
    scheduler.advance(REPLICATED_MS);
    expect(produced(tester, all)).toBe(ErrorCode.NONE);
    expect(readFetched(client().ask(FETCH, 4, fetchBody())).highWatermark).toBe(2);
  });

  test('is refused before and after the append when too few are in sync', () => {
    const { client, scheduler, strike } = start({ replicaLagTimeMaxMs: 500 });
    const tester = client();
    strike({ verb: 'replication-stall', broker: 'kafka-2', forMs: 60_000 });
    strike({ verb: 'replication-stall', broker: 'kafka-3', forMs: 60_000 });
    const appended = send(tester);
    scheduler.advance(499);
    expect(produced(tester, appended)).toBe('waiting');
    scheduler.advance(1);
    expect(produced(tester, appended)).toBe(ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND);
    expect(produced(tester, send(tester))).toBe(ErrorCode.NOT_ENOUGH_REPLICAS);
    expect(produced(tester, send(tester, 1))).toBe(ErrorCode.NONE);
  });

  test('gives up after the time-out of the request', () => {
    const { client, scheduler, strike } = start();
    const tester = client();
    strike({ verb: 'replication-stall', broker: 'kafka-2', forMs: 60_000 });
    const appended = send(tester);
    scheduler.advance(1_000);
    expect(produced(tester, appended)).toBe(ErrorCode.REQUEST_TIMED_OUT);
  });

  test('is not given by a broker that no longer leads', () => {
    const { client, strike } = start();
    const tester = client();
    const appended = send(tester);
    strike({ verb: 'leader-move', broker: 'kafka-1' });
    expect(produced(tester, appended)).toBe(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    expect(produced(tester, send(tester))).toBe(ErrorCode.NOT_LEADER_OR_FOLLOWER);
  });
});

describe('a follower that is back', () => {
  test('is in sync again where nothing was written meanwhile', () => {
    const { client, scheduler, strike } = start();
    const tester = client();
    for (const broker of ['kafka-2', 'kafka-3']) strike({ verb: 'isr-shrink', broker, forMs: 1_000 });
    expect(produced(tester, send(tester))).toBe(ErrorCode.NOT_ENOUGH_REPLICAS);
    scheduler.advance(1_000 + REPLICATED_MS);
    const appended = send(tester);
    scheduler.advance(REPLICATED_MS);
    expect(produced(tester, appended)).toBe(ErrorCode.NONE);
  });

  test('is in sync again in the internal topics too', () => {
    const { client, scheduler, strike } = start();
    const commit = () => {
      const body = new BinaryWriter().string('payments').int32(-1).string('').int32(1).string('orders');
      const answer = client('tester', GROUP_LEADER).ask(OFFSET_COMMIT, 5, body.int32(1).int32(0).int64(7).string(''));
      answer.int32();
      return answer.array((topic) => [topic.string(), topic.int32(), topic.int32(), topic.int16()])[0]?.[3];
    };
    const others = [1, 2, 3].filter((id) => id !== GROUP_LEADER).map((id) => `kafka-${id}`);
    for (const broker of others) strike({ verb: 'broker-crash', broker, restartAfterMs: 20_000, unflushedMs: 0 });
    scheduler.advance(10_000);
    expect(commit()).toBe(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    scheduler.advance(10_000 + REPLICATED_MS);
    expect(commit()).toBe(ErrorCode.NONE);
  });
});

describe('a new leader', () => {
  test('cuts off what it does not have, and gives the offsets again', () => {
    const { cluster, client, scheduler, strike } = start();
    const tester = client();
    send(tester);
    scheduler.advance(REPLICATED_MS);
    send(tester, 1);
    expect(cluster.records()).toHaveLength(2);
    strike({ verb: 'leader-move', broker: 'kafka-1' });
    expect(cluster.records()).toHaveLength(1);
    const again = client('tester', 2);
    expect(readProduced(again.ask(PRODUCE, 7, produceBody('orders', 0, batchOf(['y']), 1))).baseOffset).toBe(1);
  });

  test('is found when the session of a dead broker times out, and not before', () => {
    const { client, scheduler, strike } = start();
    strike({ verb: 'broker-crash', broker: 'kafka-1', restartAfterMs: 60_000, unflushedMs: 0 });
    scheduler.advance(8_999);
    expect(produced(client('tester', 2), 1)).toBe('waiting');
    const early = client('early', 2);
    expect(produced(early, send(early, 1))).toBe(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    scheduler.advance(1);
    expect(produced(early, send(early, 1))).toBe(ErrorCode.NONE);
  });

  test('tells clients that know another epoch', () => {
    const { client, strike } = start();
    strike({ verb: 'leader-move', broker: 'kafka-1' });
    const ask = (epoch: number) => {
      const body = new BinaryWriter().int32(-1).int32(0).int32(1).int32(1_000).int8(0).int32(0).int32(-1);
      body.int32(1).string('orders').int32(1).int32(0).int32(epoch).int64(0).int64(0).int32(1_000);
      const answer = client('tester', 2).ask(FETCH, 9, body.int32(0));
      answer.int32();
      answer.int16();
      answer.int32();
      return answer.array((topic) => [topic.string(), topic.int32(), topic.int32(), topic.int16()])[0]?.[3];
    };
    expect([ask(-1), ask(0), ask(1), ask(2)]).toEqual([
      ErrorCode.NONE,
      ErrorCode.FENCED_LEADER_EPOCH,
      ErrorCode.NONE,
      ErrorCode.UNKNOWN_LEADER_EPOCH,
    ]);
  });
});

describe('placement', () => {
  test('goes round the brokers', () => {
    expect([0, 1, 2].map((partition) => placeReplicas([1, 2, 3], partition, 2, 1))).toEqual([
      [2, 3],
      [3, 1],
      [1, 2],
    ]);
  });

  test('hashes names as Java does', () => {
    // "polygenelubricants".hashCode() is -2^31, whose absolute value is negative in Java.
    expect(coordinatorPartition('polygenelubricants', 50)).toBe(0);
    expect(coordinatorPartition('payments', 50)).toBe(1_382_682_413 % 50);
  });
});
