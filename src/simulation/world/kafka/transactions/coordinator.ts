/**
 * The transaction coordinator: which producer may write under a transactional id, what its transaction has
 * touched, and how it ends. The rules are Apache Kafka's before KIP-890 (but see `verifyTransactions`). When a transaction ends,
 * the control records go to the leaders of its partitions; until the last is written, the next transaction has to wait.
 */

import type { Cancel, Scheduler } from '../../ports.ts';
import type { GroupCoordinator } from '../group/coordinator.ts';
import type { CommittedOffset } from '../group/offset-store.ts';
import type { Outcome } from '../log/record-batch.ts';
import type { Topics } from '../log/topics.ts';
import type { Partition } from '../replication/partition.ts';
import { ErrorCode } from '../wire/error-codes.ts';
import { appendControlRecord } from './control-record.ts';

/** Kafka's default for `transaction.max.timeout.ms`. */
const MAX_TIMEOUT_MS = 900_000;
/** Epochs are 16-bit; the last ones are not given out. */
const LAST_EPOCH = 32_766;
/** How long a control record takes to another broker, and until it is tried again where nobody leads the partition. */
const MARKER_MS = { toOthers: 1, again: 100 };

export interface Producer {
  readonly producerId: number;
  readonly epoch: number;
}

interface PartitionName {
  readonly topic: string;
  readonly partition: number;
}

interface Entry {
  producerId: number;
  epoch: number;
  timeoutMs: number;
  /** Set while a transaction is open. */
  open: OpenTransaction | undefined;
  /** Set while control records are still to be written. */
  ending: EndingTransaction | undefined;
  lastOutcome: Outcome | undefined;
}

interface OpenTransaction {
  readonly partitions: Map<string, PartitionName>;
  /** Group to the offsets that count once the transaction is committed. */
  readonly offsets: Map<string, CommittedOffset[]>;
  readonly cancelTimeout: Cancel;
}

interface EndingTransaction {
  readonly outcome: Outcome;
  readonly offsets: OpenTransaction['offsets'];
  readonly reason: string;
  /** Where the control record is still missing. */
  left: readonly Partition[];
  cancel: Cancel;
}

export interface TransactionCoordinatorOptions {
  readonly scheduler: Scheduler;
  readonly topics: Topics;
  readonly groups: GroupCoordinator;
  nextProducerId(): number;
  isAlive(broker: number): boolean;
  /** Id of the broker that coordinates the transactional id. */
  brokerOf(transactionalId: string): number | undefined;
  /** The partition's log has grown. */
  wake(partition: Partition): void;
  ended(transactionalId: string, outcome: Outcome, reason: string): void;
}

/** What no broker accepts, whether it coordinates or not; else NONE. */
export function checkInit(transactionalId: string, timeoutMs: number): ErrorCode {
  if (transactionalId === '') return ErrorCode.INVALID_REQUEST;
  return timeoutMs <= 0 || timeoutMs > MAX_TIMEOUT_MS ? ErrorCode.INVALID_TRANSACTION_TIMEOUT : ErrorCode.NONE;
}

export class TransactionCoordinator {
  readonly #options: TransactionCoordinatorOptions;
  readonly #entries = new Map<string, Entry>();

  constructor(options: TransactionCoordinatorOptions) {
    this.#options = options;
  }

  /** Gives the producer of a transactional id its epoch, which fences whoever had the id before; call `checkInit` before. */
  init(transactionalId: string, timeoutMs: number): Producer | ErrorCode {
    const entry = this.#entries.get(transactionalId);
    if (entry === undefined) return this.#create(transactionalId, timeoutMs);
    if (entry.ending !== undefined) return ErrorCode.CONCURRENT_TRANSACTIONS;
    if (entry.open !== undefined) {
      this.#fenceAndAbort(transactionalId, entry, 'a new producer took over');
      return ErrorCode.CONCURRENT_TRANSACTIONS;
    }
    this.#bump(entry);
    entry.timeoutMs = timeoutMs;
    entry.lastOutcome = undefined;
    return { producerId: entry.producerId, epoch: entry.epoch };
  }

  /** Takes partitions into the transaction, and begins it with the first. */
  addPartitions(transactionalId: string, producer: Producer, partitions: readonly PartitionName[]): ErrorCode {
    const entry = this.#find(transactionalId, producer);
    if (typeof entry === 'number') return entry;
    if (entry.ending !== undefined) return ErrorCode.CONCURRENT_TRANSACTIONS;
    const open = this.#open(transactionalId, entry);
    for (const partition of partitions) open.partitions.set(`${partition.topic}/${partition.partition}`, partition);
    return ErrorCode.NONE;
  }

  /** Takes a group's offsets into the transaction. */
  addGroup(transactionalId: string, producer: Producer, group: string): ErrorCode {
    const entry = this.#find(transactionalId, producer);
    if (typeof entry === 'number') return entry;
    if (entry.ending !== undefined) return ErrorCode.CONCURRENT_TRANSACTIONS;
    const { offsets } = this.#open(transactionalId, entry);
    if (!offsets.has(group)) offsets.set(group, []);
    return ErrorCode.NONE;
  }

  /** Keeps offsets until the transaction ends. */
  commitOffset(transactionalId: string, producer: Producer, group: string, offset: CommittedOffset): ErrorCode {
    const entry = this.#find(transactionalId, producer);
    if (typeof entry === 'number') return entry;
    const pending = entry.open?.offsets.get(group);
    if (pending === undefined) return ErrorCode.INVALID_TXN_STATE;
    if (this.#options.topics.partition(offset.topic, offset.partition) === undefined) {
      return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    }
    pending.push(offset);
    return ErrorCode.NONE;
  }

  /** Commits or aborts. Ending again in the same way is answered as before, since the answer may have been lost. */
  end(transactionalId: string, producer: Producer, outcome: Outcome): ErrorCode {
    const entry = this.#find(transactionalId, producer);
    if (typeof entry === 'number') return entry;
    if (entry.ending?.outcome === outcome) return ErrorCode.CONCURRENT_TRANSACTIONS;
    if (entry.open === undefined) return entry.lastOutcome === outcome ? ErrorCode.NONE : ErrorCode.INVALID_TXN_STATE;
    this.#finish(transactionalId, entry, entry.open, outcome, 'the producer ended it');
    return ErrorCode.NONE;
  }

  /** Whether a transactional batch may be appended to this partition. */
  checkProduce(transactionalId: string | null, producer: Producer, { topic, partition }: PartitionName): ErrorCode {
    if (transactionalId === null) return ErrorCode.INVALID_TXN_STATE;
    const entry = this.#find(transactionalId, producer);
    if (typeof entry === 'number') return entry;
    return entry.open?.partitions.has(`${topic}/${partition}`) === true ? ErrorCode.NONE : ErrorCode.INVALID_TXN_STATE;
  }

  close(): void {
    for (const { open, ending } of this.#entries.values()) {
      open?.cancelTimeout();
      ending?.cancel();
    }
  }

  #create(transactionalId: string, timeoutMs: number): Producer {
    const producerId = this.#options.nextProducerId();
    const nothing = { open: undefined, ending: undefined, lastOutcome: undefined };
    this.#entries.set(transactionalId, { producerId, epoch: 0, timeoutMs, ...nothing });
    return { producerId, epoch: 0 };
  }

  #find(transactionalId: string, { producerId, epoch }: Producer): Entry | ErrorCode {
    const entry = this.#entries.get(transactionalId);
    if (entry === undefined || entry.producerId !== producerId) return ErrorCode.INVALID_PRODUCER_ID_MAPPING;
    return entry.epoch === epoch ? entry : ErrorCode.INVALID_PRODUCER_EPOCH;
  }

  #open(transactionalId: string, entry: Entry): OpenTransaction {
    entry.open ??= {
      partitions: new Map(),
      offsets: new Map(),
      cancelTimeout: this.#options.scheduler.schedule(entry.timeoutMs, () => {
        this.#fenceAndAbort(transactionalId, entry, `it was open for ${entry.timeoutMs} ms`);
      }),
    };
    return entry.open;
  }

  #fenceAndAbort(transactionalId: string, entry: Entry, reason: string): void {
    const { open } = entry;
    if (open === undefined) return;
    // The control records carry the new epoch: from then on the partitions refuse the old producer themselves.
    entry.epoch += 1;
    this.#finish(transactionalId, entry, open, 'abort', reason);
  }

  #bump(entry: Entry): void {
    if (entry.epoch < LAST_EPOCH) {
      entry.epoch += 1;
      return;
    }
    entry.producerId = this.#options.nextProducerId();
    entry.epoch = 0;
  }

  #finish(transactionalId: string, entry: Entry, open: OpenTransaction, outcome: Outcome, reason: string): void {
    open.cancelTimeout();
    entry.open = undefined;
    entry.lastOutcome = undefined;
    const left = [...open.partitions.values()].flatMap(
      ({ topic, partition }) => this.#options.topics.partition(topic, partition) ?? [],
    );
    const ending = { outcome, offsets: open.offsets, reason, left, cancel: () => undefined };
    entry.ending = ending;
    const here = this.#options.brokerOf(transactionalId);
    this.#writeMarkers(transactionalId, entry, ending, MARKER_MS.toOthers, ({ leader }) => leader === here);
  }

  /** Writes the control records that can be written now, and the others later. */
  #writeMarkers(
    transactionalId: string,
    entry: Entry,
    ending: EndingTransaction,
    againMs: number,
    canWrite: (partition: Partition) => boolean,
  ): void {
    const { scheduler } = this.#options;
    const now = ending.left.filter(canWrite);
    ending.left = ending.left.filter((partition) => !canWrite(partition));
    for (const partition of now) appendControlRecord(partition, entry, ending.outcome, scheduler.now());
    if (ending.left.length === 0) {
      this.#complete(transactionalId, entry, ending);
    } else {
      ending.cancel = scheduler.schedule(againMs, () => {
        const led = ({ leader }: Partition) => leader !== undefined && this.#options.isAlive(leader);
        this.#writeMarkers(transactionalId, entry, ending, MARKER_MS.again, led);
      });
    }
    for (const partition of now) this.#options.wake(partition);
  }

  #complete(transactionalId: string, entry: Entry, { outcome, offsets, reason }: EndingTransaction): void {
    entry.ending = undefined;
    entry.lastOutcome = outcome;
    for (const [group, all] of outcome === 'commit' ? offsets : []) {
      for (const offset of all) this.#options.groups.commit(group, offset);
    }
    this.#options.ended(transactionalId, outcome, reason);
  }
}
