/** FindCoordinator: who looks after a group or a transactional id. The client connects to that broker for it. */

import { BinaryWriter } from '../wire/binary-writer.ts';
import { ErrorCode } from '../wire/error-codes.ts';
import type { Api } from './api.ts';

/** What the key names, in the protocol's numbers; before version 1 always a group. */
const GROUP = 0;
const TRANSACTION = 1;

export const findCoordinator: Api = {
  key: 10,
  name: 'FindCoordinator',
  minVersion: 0,
  maxVersion: 2,
  handle(request, broker) {
    const { cluster } = broker;
    const key = request.body.string();
    const type = request.version >= 1 ? request.body.int8() : GROUP;
    const coordinators = type === GROUP ? cluster.groupCoordinators : cluster.transactionCoordinators;
    const isKnownType = type === GROUP || type === TRANSACTION;
    const refusal = request.refusal || (isKnownType ? ErrorCode.NONE : ErrorCode.INVALID_REQUEST);
    const found = refusal === ErrorCode.NONE ? cluster.broker(coordinators.brokerOf(key)) : undefined;
    const missing = refusal || ErrorCode.COORDINATOR_NOT_AVAILABLE;
    const answer = new BinaryWriter();
    if (request.version >= 1) answer.int32(request.throttleMs);
    answer.int16(found === undefined ? missing : ErrorCode.NONE);
    if (request.version >= 1) answer.string(null);
    if (found === undefined) request.respond(answer.int32(-1).string('').int32(-1));
    else request.respond(answer.int32(found.id).string(found.address.host).int32(found.address.port));
  },
};
