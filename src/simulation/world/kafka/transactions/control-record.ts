/** The record that ends a transaction in one partition. Consumers skip it; it takes an offset like any other. */

import { encodeBatch, type Outcome, parseBatch, withBaseOffset } from '../log/record-batch.ts';
import type { Partition } from '../replication/partition.ts';
import { BinaryWriter } from '../wire/binary-writer.ts';

/** Ends the transaction of this producer in a partition. Its followers and those who wait have yet to be told. */
export function appendControlRecord(
  { log, leaderEpoch }: Partition,
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
  const bytes = withBaseOffset(encoded, log.endOffset, leaderEpoch);
  log.append({ header: batch.header, outcome, bytes, appendedMs: nowMs, records: [] });
}
