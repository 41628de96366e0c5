/** ListGroups, DescribeGroups and DeleteGroups: what administrators do with consumer groups. */

import type { Group } from '../group/group.ts';
import { BinaryWriter } from '../wire/binary-writer.ts';
import { ErrorCode } from '../wire/error-codes.ts';
import type { Api } from './api.ts';

export const listGroups: Api = {
  key: 16,
  name: 'ListGroups',
  minVersion: 0,
  maxVersion: 2,
  handle(request, broker) {
    // Each broker knows those that it looks after; clients ask all of them.
    const groups = broker.cluster.groups.groups().filter(({ id }) => broker.checkGroup(id) === ErrorCode.NONE);
    const answer = new BinaryWriter();
    if (request.version >= 1) answer.int32(request.throttleMs);
    answer.int16(ErrorCode.NONE).array(groups, ({ id, protocolType }) => {
      answer.string(id).string(protocolType);
    });
    request.respond(answer);
  },
};

export const describeGroups: Api = {
  key: 15,
  name: 'DescribeGroups',
  minVersion: 0,
  maxVersion: 2,
  handle(request, broker) {
    const ids = request.body.array((reader) => reader.string());
    const answer = new BinaryWriter();
    if (request.version >= 1) answer.int32(request.throttleMs);
    answer.array(ids, (id) => {
      const error = broker.checkGroup(id);
      const group = broker.cluster.groups.get(id);
      answer.int16(error).string(id);
      if (error !== ErrorCode.NONE) answer.string('').string('').string('').int32(0);
      else if (group === undefined) answer.string('Dead').string('').string('').int32(0);
      else writeGroup(answer, group);
    });
    request.respond(answer);
  },
};

function writeGroup(answer: BinaryWriter, group: Group): void {
  const stable = group.state === 'Stable';
  answer
    .string(group.state)
    .string(group.protocolType)
    .string(stable ? group.protocol : '');
  answer.array(group.members, (member) => {
    answer.string(member.id).string(member.clientId).string(`/${member.process}`);
    // Until the group is stable nobody knows which protocol the members will agree on.
    answer.nullableBytes(stable ? member.metadata(group.protocol) : Buffer.alloc(0));
    answer.nullableBytes(member.assignment);
  });
}

export const deleteGroups: Api = {
  key: 42,
  name: 'DeleteGroups',
  minVersion: 0,
  maxVersion: 1,
  handle(request, broker) {
    const ids = request.body.array((reader) => reader.string());
    const answer = new BinaryWriter().int32(request.throttleMs).array(ids, (id, writer) => {
      writer.string(id).int16(broker.checkGroup(id) || broker.cluster.groups.delete(id));
    });
    request.respond(answer);
  },
};
