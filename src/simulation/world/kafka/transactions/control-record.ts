/** The record that ends a transaction in one partition. Consumers skip it; it takes an offset like any other. */

import type { PartitionLog } from '../log/partition-log.ts';
import { encodeBatch, parseBatch, withBaseOffset } from '../log/record-batch.ts';
import { BinaryWriter } from '../wire/binary-writer.ts';

export type Outcome = 'commit' | 'abort';

/** Ends the transaction of this producer in `log`. Call `notify` on the log afterwards. */
export function appendControlRecord(
  log: PartitionLog,
  { producerId, epoch }: { readonly producerId: number; readonly epoch: number },
  outcome: Outcome,
  nowMs: number,
): void {
  const key = new BinaryWriter(4).int16(0).int16(outcome === 'commit' ? 1 : 0).bytes;
  const value = new BinaryWriter(6).int16(0).int32(0).bytes;
  const encoded = encodeBatch({
    records: [{ key, value }],
    timestamp: Math.floor(nowMs),
    producerId,
    producerEpoch: epoch,
    control: true,
    transactional: true,
  });
  const batch = parseBatch(encoded);
  if (typeof batch !== 'object') throw new Error(`a control record of our own is refused with error ${batch}`);
  const offset = log.endOffset;
  log.append({ header: batch.header, bytes: withBaseOffset(encoded, offset), appendedMs: nowMs, records: [] });
  log.producers.fence(producerId, epoch);
  log.transactions.ended(producerId, offset, outcome);
}
