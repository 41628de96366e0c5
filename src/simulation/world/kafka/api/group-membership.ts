/** JoinGroup, SyncGroup, Heartbeat and LeaveGroup: the requests by which consumers share the work. */

import type { Broker } from '../broker.ts';
import type { GroupProtocol, JoinAnswer } from '../group/types.ts';
import type { BinaryReader } from '../wire/binary-reader.ts';
import { BinaryWriter } from '../wire/binary-writer.ts';
import { ErrorCode } from '../wire/error-codes.ts';
import type { Api, ApiRequest } from './api.ts';

export const joinGroup: Api = {
  key: 11,
  name: 'JoinGroup',
  minVersion: 0,
  maxVersion: 5,
  handle(request, broker) {
    const { body, version, clientId, connection } = request;
    const group = body.string();
    const sessionTimeoutMs = body.int32();
    const rebalanceTimeoutMs = version >= 1 ? body.int32() : sessionTimeoutMs;
    const memberId = body.string();
    const instanceId = version >= 5 ? body.nullableString() : null;
    const protocolType = body.string();
    const protocols = body.array(readProtocol);
    const respond = (answer: JoinAnswer) => request.respond(writeJoin(answer, request));
    const refusal = checkMembership(request, broker, group, instanceId);
    if (refusal !== ErrorCode.NONE) return respond(refusedJoin(memberId, refusal));
    const times = { sessionTimeoutMs, rebalanceTimeoutMs };
    const requiresKnownMemberId = version >= 4;
    const join = { memberId, clientId, process: connection.client, ...times, protocolType, protocols };
    broker.cluster.groups.join(group, { ...join, requiresKnownMemberId }, respond);
  },
};

export const syncGroup: Api = {
  key: 14,
  name: 'SyncGroup',
  minVersion: 0,
  maxVersion: 3,
  handle(request, broker) {
    const { body, version } = request;
    const group = body.string();
    const generation = body.int32();
    const memberId = body.string();
    const instanceId = version >= 3 ? body.nullableString() : null;
    const assignments = new Map(body.array((reader) => [reader.string(), Buffer.from(reader.bytes())] as const));
    const respond = (error: ErrorCode, assignment: Buffer) =>
      request.respond(throttled(request).int16(error).nullableBytes(assignment));
    const refusal = checkMembership(request, broker, group, instanceId);
    if (refusal !== ErrorCode.NONE) return respond(refusal, Buffer.alloc(0));
    broker.cluster.groups.sync(group, { memberId, generation, assignments }, (answer) => {
      respond(answer.error, answer.assignment);
    });
  },
};

export const heartbeat: Api = {
  key: 12,
  name: 'Heartbeat',
  minVersion: 0,
  maxVersion: 3,
  handle(request, broker) {
    const { body, version } = request;
    const group = body.string();
    const generation = body.int32();
    const memberId = body.string();
    const instanceId = version >= 3 ? body.nullableString() : null;
    const refusal = checkMembership(request, broker, group, instanceId);
    const error = refusal || broker.cluster.groups.heartbeat(group, memberId, generation);
    request.respond(throttled(request).int16(error));
  },
};

export const leaveGroup: Api = {
  key: 13,
  name: 'LeaveGroup',
  minVersion: 0,
  maxVersion: 3,
  handle(request, broker) {
    const { body, version } = request;
    const group = body.string();
    const refusal = request.refusal || checkGroup(broker, group);
    if (version < 3) {
      const error = refusal || broker.cluster.groups.leave(group, body.string());
      return request.respond(throttled(request).int16(error));
    }
    const leavers = body.array((reader) => ({ memberId: reader.string(), instanceId: reader.nullableString() }));
    const answer = throttled(request).int16(refusal);
    answer.array(refusal === ErrorCode.NONE ? leavers : [], ({ memberId, instanceId }) => {
      answer.string(memberId).string(instanceId).int16(broker.cluster.groups.leave(group, memberId));
    });
    request.respond(answer);
  },
};

function readProtocol(reader: BinaryReader): GroupProtocol {
  return { name: reader.string(), metadata: Buffer.from(reader.bytes()) };
}

/** NONE when the broker looks after the group, and the member asks for nothing that is not offered. */
function checkMembership(request: ApiRequest, broker: Broker, group: string, instanceId: string | null): ErrorCode {
  if (instanceId !== null) return ErrorCode.UNSUPPORTED_VERSION;
  return request.refusal || checkGroup(broker, group);
}

/** A group without a name is nobody's business, so that it is refused by everybody in the same way. */
function checkGroup(broker: Broker, group: string): ErrorCode {
  return group === '' ? ErrorCode.INVALID_GROUP_ID : broker.checkGroup(group);
}

/** Static membership is not offered (UNSUPPORTED_VERSION); Kafka brokers too old for it answer the same. */
function refusedJoin(memberId: string, error: ErrorCode): JoinAnswer {
  return { error, generation: -1, protocol: '', leader: '', memberId, members: [] };
}

function writeJoin(answer: JoinAnswer, { version, throttleMs }: ApiRequest): BinaryWriter {
  const body = new BinaryWriter();
  if (version >= 2) body.int32(throttleMs);
  body
    .int16(answer.error)
    .int32(answer.generation)
    .string(answer.protocol)
    .string(answer.leader)
    .string(answer.memberId);
  return body.array(answer.members, ({ memberId, metadata }) => {
    body.string(memberId);
    if (version >= 5) body.string(null);
    body.nullableBytes(metadata);
  });
}

/** An answer that begins with the throttle time from version 1 on. */
function throttled({ version, throttleMs }: ApiRequest): BinaryWriter {
  const answer = new BinaryWriter();
  return version >= 1 ? answer.int32(throttleMs) : answer;
}
