/** Requests by hand as functions: what goes in, and the part of the answer that cases look at. */
import type { TcpWireClient } from '../../../../simulation/world/kafka/testing/tcp-wire-client.ts';
import {
  batchOf,
  type Fetched,
  type FetchWish,
  fetchBody,
  produceBody,
  readFetched,
  readProduced,
} from '../../../../simulation/world/kafka/testing/wire-client.ts';
import { BinaryWriter } from '../../../../simulation/world/kafka/wire/binary-writer.ts';
import { errorName } from '../../../../simulation/world/kafka/wire/error-codes.ts';

/** Followers on a machine that is busy take their time. */
const REPLICATION_LIMIT_MS = 20_000;

export type BatchOptions = NonNullable<Parameters<typeof batchOf>[1]>;

/** A producer id with its epoch, or why there is none. */
export interface ProducerIdentity {
  readonly error: string;
  readonly producerId: number;
  readonly epoch: number;
}

/** The offset of the first record, or the error. */
export async function produce(
  client: TcpWireClient,
  topic: string,
  batch: Buffer,
  {
    partition = 0,
    acks = -1,
    transactionalId = null,
  }: { partition?: number; acks?: number; transactionalId?: string | null } = {},
): Promise<number | string> {
  const plain = produceBody(topic, partition, batch, acks, REPLICATION_LIMIT_MS);
  // The id takes the place of a null.
  const body = new BinaryWriter().string(transactionalId).raw(plain.bytes.subarray(2));
  const { error, baseOffset } = readProduced(await client.ask(0, 7, body));
  return error === 0 ? baseOffset : errorName(error);
}

/** Produces one batch with a record for each value. */
export function produceValues(
  client: TcpWireClient,
  topic: string,
  values: readonly string[],
  options: BatchOptions = {},
): Promise<number | string> {
  return produce(client, topic, batchOf(values, options));
}

/** Reads one partition. */
export async function fetch(client: TcpWireClient, wish: FetchWish): Promise<Fetched> {
  return readFetched(await client.ask(1, 4, fetchBody(wish)));
}

/** Timestamp and offset of the first record at or after a time (-1: the end, -2: the beginning), or the error. */
export async function listOffset(
  client: TcpWireClient,
  topic: string,
  timestamp: number,
  committedOnly = false,
): Promise<readonly [timestamp: number, offset: number] | string> {
  const body = new BinaryWriter().int32(-1).int8(committedOnly ? 1 : 0);
  body.int32(1).string(topic).int32(1).int32(0).int64(timestamp);
  const answer = await client.ask(2, 3, body);
  answer.int32();
  const [found] = answer.array((each) => {
    each.string();
    const [only] = each.array((one) => {
      one.int32();
      return { error: one.int16(), timestamp: one.int64(), offset: one.int64() };
    });
    return only;
  });
  if (found === undefined) return 'nothing';
  return found.error === 0 ? [found.timestamp, found.offset] : errorName(found.error);
}

/** Where the topic ends for a reader of committed records, or for others. */
export async function endOffset(client: TcpWireClient, topic: string, committedOnly = false): Promise<number> {
  const found = await listOffset(client, topic, -1, committedOnly);
  if (typeof found === 'string') throw new Error(`Nobody says where ${topic} ends: ${found}`);
  return found[1];
}

/** Asks for a producer id; null is for idempotence without transactions. */
export async function initProducerId(
  client: TcpWireClient,
  transactionalId: string | null,
  timeoutMs = 60_000,
): Promise<ProducerIdentity> {
  const answer = await client.ask(22, 1, new BinaryWriter().string(transactionalId).int32(timeoutMs));
  answer.int32();
  return { error: errorName(answer.int16()), producerId: answer.int64(), epoch: answer.int16() };
}

/** The error for each of the partitions. */
export async function addPartitions(
  client: TcpWireClient,
  transactionalId: string,
  { producerId, epoch }: Omit<ProducerIdentity, 'error'>,
  topic: string,
  partitions: readonly number[] = [0],
): Promise<readonly string[]> {
  const body = new BinaryWriter().string(transactionalId).int64(producerId).int16(epoch);
  body
    .int32(1)
    .string(topic)
    .array(partitions, (partition, writer) => writer.int32(partition));
  const answer = await client.ask(24, 1, body);
  answer.int32();
  return answer
    .array((each) => {
      each.string();
      return each.array((one) => [one.int32(), errorName(one.int16())] as const);
    })
    .flat()
    .toSorted(([a], [b]) => a - b)
    .map(([, error]) => error);
}

/** Takes the offsets of a group into a transaction. */
export async function addOffsets(
  client: TcpWireClient,
  transactionalId: string,
  { producerId, epoch }: Omit<ProducerIdentity, 'error'>,
  group: string,
): Promise<string> {
  const body = new BinaryWriter().string(transactionalId).int64(producerId).int16(epoch).string(group);
  const answer = await client.ask(25, 1, body);
  answer.int32();
  return errorName(answer.int16());
}

/** Ends a transaction. */
export async function endTransaction(
  client: TcpWireClient,
  transactionalId: string,
  { producerId, epoch }: Omit<ProducerIdentity, 'error'>,
  outcome: 'commit' | 'abort',
): Promise<string> {
  const body = new BinaryWriter().string(transactionalId).int64(producerId).int16(epoch);
  const answer = await client.ask(26, 1, body.boolean(outcome === 'commit'));
  answer.int32();
  return errorName(answer.int16());
}

/** An offset that counts once the transaction is committed. */
export async function commitInTransaction(
  client: TcpWireClient,
  transactionalId: string,
  { producerId, epoch }: Omit<ProducerIdentity, 'error'>,
  group: string,
  topic: string,
  offset: number,
): Promise<string> {
  const body = new BinaryWriter().string(transactionalId).string(group).int64(producerId).int16(epoch);
  body.int32(1).string(topic).int32(1).int32(0).int64(offset).string(null);
  const answer = await client.ask(28, 1, body);
  answer.int32();
  const [error] = answer.array(
    (each) => [each.string(), each.array((one) => [one.int32(), one.int16()] as const)] as const,
  );
  return errorName(error?.[1][0]?.[1] ?? -1);
}

export interface Joined {
  readonly error: string;
  readonly generation: number;
  readonly leads: boolean;
  readonly memberId: string;
}

export interface JoinWish {
  readonly memberId?: string;
  readonly sessionMs?: number;
  readonly rebalanceMs?: number;
  readonly protocolType?: string;
  readonly protocol?: string;
}

/** One request to join; the answer comes when the round ends, or with an error. */
export async function joinOnce(client: TcpWireClient, group: string, wish: JoinWish = {}): Promise<Joined> {
  const {
    memberId = '',
    sessionMs = 6_000,
    rebalanceMs = 10_000,
    protocolType = 'consumer',
    protocol = 'range',
  } = wish;
  const body = new BinaryWriter().string(group).int32(sessionMs).int32(rebalanceMs).string(memberId).string(null);
  body.string(protocolType).int32(1).string(protocol).nullableBytes(subscription());
  const answer = await client.ask(11, 5, body);
  answer.int32();
  const error = errorName(answer.int16());
  const generation = answer.int32();
  answer.string();
  const leader = answer.string();
  const own = answer.string();
  return { error, generation, leads: leader === own, memberId: own };
}

/** Joins as clients do: with the id that the first answer gives. */
export async function join(client: TcpWireClient, group: string, wish: JoinWish = {}): Promise<Joined> {
  const first = await joinOnce(client, group, wish);
  return first.error === 'MEMBER_ID_REQUIRED'
    ? await joinOnce(client, group, { ...wish, memberId: first.memberId })
    : first;
}

/** Asks for the assignment; the leader gives everybody an empty one. */
export async function sync(
  client: TcpWireClient,
  group: string,
  { memberId, generation }: MemberOf,
  members: readonly string[] = [],
) {
  const body = new BinaryWriter().string(group).int32(generation).string(memberId).string(null);
  body.array(members, (member, writer) => writer.string(member).nullableBytes(Buffer.from(member)));
  const answer = await client.ask(14, 3, body);
  answer.int32();
  return { error: errorName(answer.int16()), assignment: answer.bytes().toString() };
}

export type MemberOf = Pick<Joined, 'memberId' | 'generation'>;

/** The error in the answer to a heartbeat. */
export async function heartbeat(
  client: TcpWireClient,
  group: string,
  { memberId, generation }: MemberOf,
): Promise<string> {
  const body = new BinaryWriter().string(group).int32(generation).string(memberId).string(null);
  const answer = await client.ask(12, 3, body);
  answer.int32();
  return errorName(answer.int16());
}

/** The error in the answer to a member that leaves. */
export async function leave(client: TcpWireClient, group: string, memberId: string): Promise<string> {
  const answer = await client.ask(13, 2, new BinaryWriter().string(group).string(memberId));
  answer.int32();
  return errorName(answer.int16());
}

/** Commits an offset of partition 0; without a member as an administrator does. */
export async function commitOffset(
  client: TcpWireClient,
  group: string,
  topic: string,
  offset: number,
  { memberId, generation }: MemberOf = { memberId: '', generation: -1 },
  metadata: string | null = null,
): Promise<string> {
  const body = new BinaryWriter().string(group).int32(generation).string(memberId);
  body.int32(1).string(topic).int32(1).int32(0).int64(offset).string(metadata);
  const answer = await client.ask(8, 5, body);
  answer.int32();
  const [error] = answer.array(
    (each) => [each.string(), each.array((one) => [one.int32(), one.int16()] as const)] as const,
  );
  return errorName(error?.[1][0]?.[1] ?? -1);
}

/** The committed offset of partition 0; -1 when there is none. */
export async function committedOffset(client: TcpWireClient, group: string, topic: string): Promise<number> {
  const answer = await client.ask(9, 4, new BinaryWriter().string(group).int32(1).string(topic).int32(1).int32(0));
  answer.int32();
  const [found] = answer.array((each) => {
    each.string();
    return each.array((one) => [one.int32(), one.int64()] as const);
  });
  return found?.[0]?.[1] ?? -1;
}

/** What a member of a consumer group says of itself: no topics, no data. */
function subscription(): Buffer {
  return new BinaryWriter().int16(0).int32(0).nullableBytes(null).bytes;
}
