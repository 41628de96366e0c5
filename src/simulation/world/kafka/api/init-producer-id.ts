/** InitProducerId: gives an idempotent or transactional producer its id and epoch. */

import { checkInit } from '../transactions/coordinator.ts';
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
    const timeoutMs = request.body.int32();
    const give = () =>
      transactionalId === null
        ? { producerId: broker.cluster.nextProducerId(), epoch: 0 }
        : checkInit(transactionalId, timeoutMs) ||
          broker.checkTransactionalId(transactionalId) ||
          broker.cluster.transactions.init(transactionalId, timeoutMs);
    const producer = request.refusal || give();
    const answer = new BinaryWriter().int32(request.throttleMs);
    if (typeof producer === 'number') answer.int16(producer).int64(-1).int16(-1);
    else answer.int16(ErrorCode.NONE).int64(producer.producerId).int16(producer.epoch);
    request.respond(answer);
  },
};
