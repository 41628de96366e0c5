/**
 * What a partition knows about idempotent producers: the last sequence number and the last five batches of
 * each producer id. With it a batch that is sent again after its answer was lost is recognised and answered
 * with the offset it got the first time, and a gap is refused. The rules are those of Apache Kafka's
 * ProducerStateManager since 2.5 (KIP-360): a producer id the partition never heard of may start anywhere, so
 * the historical UNKNOWN_PRODUCER_ID is never answered.
 */

import { ErrorCode } from '../wire/error-codes.ts';
import type { BatchHeader } from './record-batch.ts';

/** Apache Kafka keeps five, because a client may have five requests in flight. */
const REMEMBERED_BATCHES = 5;
/** After 2^31 - 1 the sequence continues with 0. */
const SEQUENCES = 0x8000_0000;

interface RememberedBatch {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly baseOffset: number;
}

interface ProducerEntry {
  epoch: number;
  batches: RememberedBatch[];
}

export type SequenceVerdict =
  | { readonly kind: 'append' }
  | { readonly kind: 'duplicate'; readonly baseOffset: number }
  | { readonly kind: 'refused'; readonly error: ErrorCode };

export class ProducerStates {
  readonly #producers = new Map<number, ProducerEntry>();

  /** Says what is to be done with a batch; batches without a producer id are always appended. */
  check(header: BatchHeader): SequenceVerdict {
    const entry = this.#producers.get(header.producerId);
    if (header.producerId < 0 || entry === undefined) return { kind: 'append' };
    if (header.producerEpoch < entry.epoch) return { kind: 'refused', error: ErrorCode.INVALID_PRODUCER_EPOCH };
    if (header.producerEpoch > entry.epoch) {
      return header.baseSequence === 0
        ? { kind: 'append' }
        : { kind: 'refused', error: ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER };
    }
    return checkSequence(entry, header);
  }

  /** Remembers a batch that was appended. */
  appended(header: BatchHeader, baseOffset: number): void {
    if (header.producerId < 0) return;
    const known = this.#producers.get(header.producerId);
    const entry = known?.epoch === header.producerEpoch ? known : { epoch: header.producerEpoch, batches: [] };
    entry.batches.push({ firstSequence: header.baseSequence, lastSequence: lastSequence(header), baseOffset });
    if (entry.batches.length > REMEMBERED_BATCHES) entry.batches.shift();
    this.#producers.set(header.producerId, entry);
  }

  /** Fences older instances of a producer: a control record with this epoch was written. */
  fence(producerId: number, epoch: number): void {
    const known = this.#producers.get(producerId);
    if (known === undefined || known.epoch < epoch) this.#producers.set(producerId, { epoch, batches: [] });
  }
}

function checkSequence(entry: ProducerEntry, header: BatchHeader): SequenceVerdict {
  const last = lastSequence(header);
  const same = entry.batches.find(
    (batch) => batch.firstSequence === header.baseSequence && batch.lastSequence === last,
  );
  if (same !== undefined) return { kind: 'duplicate', baseOffset: same.baseOffset };
  const previous = entry.batches.at(-1);
  const expected = ((previous?.lastSequence ?? -1) + 1) % SEQUENCES;
  const inOrder = header.baseSequence === expected;
  return inOrder ? { kind: 'append' } : { kind: 'refused', error: ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER };
}

function lastSequence(header: BatchHeader): number {
  return (header.baseSequence + header.lastOffsetDelta) % SEQUENCES;
}
