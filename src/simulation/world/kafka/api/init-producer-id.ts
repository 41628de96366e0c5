/**
 * InitProducerId: gives an idempotent producer its id. Transactional ids are refused, since this broker keeps
 * no transactions.
 */

import { BinaryWriter } from '../wire/binary-writer.ts';
import { ErrorCode } from '../wire/error-codes.ts';
import type { Api } from './api.ts';

export const initProducerId: Api = {
  key: 22,
  name: 'InitProducerId',
  minVersion: 0,
  maxVersion: 1,
  handle(request, broker) {
    const transactionalId = request.body.nullableString();
    request.body.int32();
    const refused = transactionalId !== null;
    const answer = new BinaryWriter().int32(0);
    answer.int16(refused ? ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED : ErrorCode.NONE);
    request.respond(answer.int64(refused ? -1 : broker.nextProducerId()).int16(refused ? -1 : 0));
  },
};
