/**
 * The transaction coordinator: which producer may write under a transactional id, what its transaction has
 * touched, and how it ends. The rules are Apache Kafka's before KIP-890; since there is one broker, the control
 * records are written at once when a transaction ends, so that it is never seen half ended.
 */

import type { Cancel, Scheduler } from '../../ports.ts';
import type { GroupCoordinator } from '../group/coordinator.ts';
import type { CommittedOffset } from '../group/offset-store.ts';
import type { Topics } from '../log/topics.ts';
import { ErrorCode } from '../wire/error-codes.ts';
import { appendControlRecord, type Outcome } from './control-record.ts';

/** Kafka's default for `transaction.max.timeout.ms`. */
const MAX_TIMEOUT_MS = 900_000;
/** Epochs are 16-bit; the last ones are not given out. */
const LAST_EPOCH = 32_766;

export interface Producer {
  readonly producerId: number;
  readonly epoch: number;
}

interface Partition {
  readonly topic: string;
  readonly partition: number;
}

interface Entry {
  producerId: number;
  epoch: number;
  timeoutMs: number;
  /** Set while a transaction is open. */
  open: OpenTransaction | undefined;
  lastOutcome: Outcome | undefined;
}

interface OpenTransaction {
  readonly partitions: Map<string, Partition>;
  /** Group to the offsets that count once the transaction is committed. */
  readonly offsets: Map<string, CommittedOffset[]>;
  readonly cancelTimeout: Cancel;
}

export interface TransactionCoordinatorOptions {
  readonly scheduler: Scheduler;
  readonly topics: Topics;
  readonly groups: GroupCoordinator;
  nextProducerId(): number;
  ended(transactionalId: string, outcome: Outcome, reason: string): void;
}

export class TransactionCoordinator {
  readonly #options: TransactionCoordinatorOptions;
  readonly #entries = new Map<string, Entry>();

  constructor(options: TransactionCoordinatorOptions) {
    this.#options = options;
  }

  /** Gives the producer of a transactional id its epoch, which fences whoever had the id before. */
  init(transactionalId: string, timeoutMs: number): Producer | ErrorCode {
    if (transactionalId === '') return ErrorCode.INVALID_REQUEST;
    if (timeoutMs <= 0 || timeoutMs > MAX_TIMEOUT_MS) return ErrorCode.INVALID_TRANSACTION_TIMEOUT;
    const entry = this.#entries.get(transactionalId);
    if (entry === undefined) return this.#create(transactionalId, timeoutMs);
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
  addPartitions(transactionalId: string, producer: Producer, partitions: readonly Partition[]): ErrorCode {
    const entry = this.#find(transactionalId, producer);
    if (typeof entry === 'number') return entry;
    const open = this.#open(transactionalId, entry);
    for (const partition of partitions) open.partitions.set(`${partition.topic}/${partition.partition}`, partition);
    return ErrorCode.NONE;
  }

  /** Takes a group's offsets into the transaction. */
  addGroup(transactionalId: string, producer: Producer, group: string): ErrorCode {
    const entry = this.#find(transactionalId, producer);
    if (typeof entry === 'number') return entry;
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
    if (entry.open === undefined) return entry.lastOutcome === outcome ? ErrorCode.NONE : ErrorCode.INVALID_TXN_STATE;
    this.#finish(transactionalId, entry, entry.open, outcome, 'the producer ended it');
    return ErrorCode.NONE;
  }

  /** Whether a transactional batch may be appended to this partition. */
  checkProduce(transactionalId: string | null, producer: Producer, { topic, partition }: Partition): ErrorCode {
    if (transactionalId === null) return ErrorCode.INVALID_TXN_STATE;
    const entry = this.#find(transactionalId, producer);
    if (typeof entry === 'number') return entry;
    return entry.open?.partitions.has(`${topic}/${partition}`) === true ? ErrorCode.NONE : ErrorCode.INVALID_TXN_STATE;
  }

  close(): void {
    for (const { open } of this.#entries.values()) open?.cancelTimeout();
  }

  #create(transactionalId: string, timeoutMs: number): Producer {
    const producerId = this.#options.nextProducerId();
    this.#entries.set(transactionalId, { producerId, epoch: 0, timeoutMs, open: undefined, lastOutcome: undefined });
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
    const { scheduler, topics, groups } = this.#options;
    open.cancelTimeout();
    entry.open = undefined;
    entry.lastOutcome = outcome;
    const logs = [...open.partitions.values()].flatMap(
      ({ topic, partition }) => topics.partition(topic, partition) ?? [],
    );
    for (const log of logs) appendControlRecord(log, entry, outcome, scheduler.now());
    for (const [group, offsets] of outcome === 'commit' ? open.offsets : []) {
      for (const offset of offsets) groups.commit(group, offset);
    }
    this.#options.ended(transactionalId, outcome, reason);
    for (const log of logs) log.notify();
  }
}
