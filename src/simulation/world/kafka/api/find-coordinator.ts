/** FindCoordinator: who looks after a group or a transactional id. There is one broker: itself. */

import { NODE_ID } from '../broker-state.ts';
import { BinaryWriter } from '../wire/binary-writer.ts';
import { ErrorCode } from '../wire/error-codes.ts';
import type { Api } from './api.ts';

export const findCoordinator: Api = {
  key: 10,
  name: 'FindCoordinator',
  minVersion: 0,
  maxVersion: 2,
  handle(request, broker) {
    request.body.string();
    const answer = new BinaryWriter();
    if (request.version >= 1) answer.int32(0);
    answer.int16(ErrorCode.NONE);
    if (request.version >= 1) answer.string(null);
    request.respond(answer.int32(NODE_ID).string(broker.advertised.host).int32(broker.advertised.port));
  },
};
