/**
 * Handles a chunk: normally all of it in one transaction, together with the chunks of other partitions that wait at that
 * time. When some of it was handled before, the rest is done without it; when some of it can't be handled, each message gets a
 * transaction of its own, and only the one that is poison is put aside.
 */
import type { Received } from './consumer-chunk.ts';
import { type Failure, putAside } from './dead-letter.ts';
import { AlreadyProcessedError, asError, CommitUnknownError, isTransient, StaleHandlerError } from './errors.ts';
import { Gathering } from './gathering.ts';
import { handledBefore } from './inbox.ts';
import type { Message } from './messages.ts';
import { causeOfFailure, isOfItsRows } from './messaging/temporary.ts';
import { type RetryPolicy, retryDelayMs, sleep } from './retry.ts';
import type { Runtime } from './runtime.ts';
import type { Step } from './step.ts';
import { followMessages } from './telemetry/following.ts';

/** Handles messages, those of each partition in order, collecting what follows from them in `step`. */
export type BatchHandler = (step: Step, messages: readonly Message[]) => Promise<void>;

/** Between the rounds of what fails for a passing reason, after the transaction's own retries. Without end. */
const PATIENCE: Omit<RetryPolicy, 'retries'> = { firstDelayMs: 100, maxDelayMs: 5_000, factor: 2 };
/** How often a message that fails by itself is tried before it is put aside. */
const POISON_ATTEMPTS = 3;

/** After so many rounds of locks and conflicts, one message no longer holds up the others. */
const ROUNDS_AT_LOCKS = 3;

/** Most chunks that share a transaction. */
const GATHERED_MAX = 32;

interface Chunk {
  readonly received: readonly Received[];
  readonly assertCurrent: () => void;
}

export class ChunkHandler {
  readonly #runtime: Runtime;
  readonly #handle: BatchHandler;
  /** The normal way, by shard: one try of all that waits. What it can't do is left to the chunk's own handling. */
  readonly #together = new Map<number, Gathering<Chunk, true>>();

  constructor(runtime: Runtime, handle: BatchHandler) {
    this.#runtime = runtime;
    this.#handle = handle;
  }

  /**
   * Returns when the effects of all of `chunk` are committed.
   *
   * @param assertCurrent throws when the chunk is no longer this consumer's to handle.
   */
  async handle(chunk: readonly Received[], assertCurrent: () => void): Promise<void> {
    const shards = Map.groupBy(chunk, ({ content }) => (content.readable ? this.#runtime.shardOf(content.message) : 0));
    const parts = [...shards].map(([shard, part]) => this.#handlePart(shard, part, assertCurrent));
    // Messages of one key are of one shard, so the shards need not wait for each other; but all of them have to be done.
    for (const outcome of await Promise.allSettled(parts)) {
      if (outcome.status === 'rejected') throw outcome.reason;
    }
  }

  async #handlePart(shard: number, chunk: readonly Received[], assertCurrent: () => void): Promise<void> {
    try {
      await this.#gatheringOf(shard).submit({ received: chunk, assertCurrent });
      return;
    } catch (error) {
      this.#runtime.log.info({ err: error }, 'Messages could not be handled at the first try.');
    }
    try {
      await this.#patiently(chunk, assertCurrent, (rest) => this.#performAll(rest, assertCurrent));
    } catch (error) {
      if (isOver(error)) throw error;
      if (chunk.length > 1) {
        this.#runtime.log.warn({ err: error }, 'A batch of messages failed; they are now handled one by one.');
      }
      for (const received of chunk) await this.#handleAlone(received, assertCurrent);
    }
  }

  #gatheringOf(shard: number): Gathering<Chunk, true> {
    const known = this.#together.get(shard);
    if (known !== undefined) return known;
    const gathering = new Gathering<Chunk, true>(GATHERED_MAX, (chunks) => this.#performTogether(chunks));
    this.#together.set(shard, gathering);
    return gathering;
  }

  async #performTogether(chunks: readonly Chunk[]): Promise<readonly true[]> {
    const all = chunks.flatMap(({ received }) => received);
    const assertAllCurrent = (): void => {
      for (const { assertCurrent } of chunks) assertCurrent();
    };
    assertAllCurrent();
    await this.#performAll(all, assertAllCurrent);
    return chunks.map(() => true);
  }

  /** Handles one message; puts it aside when it fails by itself again and again. */
  async #handleAlone(received: Received, assertCurrent: () => void): Promise<void> {
    const firstFailedAt = new Date().toISOString();
    for (let attempts = 1; ; attempts += 1) {
      try {
        await this.#patiently([received], assertCurrent, (rest) => this.#performAll(rest, assertCurrent));
        return;
      } catch (error) {
        if (isOver(error)) throw error;
        const cause = causeOfFailure(error);
        if (attempts === POISON_ATTEMPTS || cause === 'temporary') {
          const reason = asError(error).message;
          const failure = { cause, reason, errors: [String(error)], attempts, firstFailedAt };
          this.#runtime.log.error(
            { err: error, inboxId: received.inboxId },
            'A message can not be handled; it becomes a dead letter.',
          );
          const aside = (): Promise<void> => this.#performAside(received, failure, assertCurrent);
          await this.#patiently([received], assertCurrent, aside, Number.POSITIVE_INFINITY);
          return;
        }
        await sleep(retryDelayMs({ ...PATIENCE, retries: 0 }, attempts));
      }
    }
  }

  /** Repeats what fails for a passing reason, leaving out what turns out to have been handled. */
  async #patiently(
    chunk: readonly Received[],
    assertCurrent: () => void,
    perform: (rest: readonly Received[]) => Promise<void>,
    roundsAtLocks = ROUNDS_AT_LOCKS,
  ): Promise<void> {
    let rest = chunk;
    for (let round = 1; rest.length > 0; round += 1) {
      assertCurrent();
      try {
        await perform(rest);
        return;
      } catch (error) {
        if (error instanceof AlreadyProcessedError || error instanceof CommitUnknownError) {
          rest = await this.#notHandledYet(rest).catch((readError: unknown) => {
            if (isTransient(readError)) return rest;
            throw readError;
          });
        } else if (!isTransient(error)) throw error;
        else if (isOfItsRows(error) && round >= roundsAtLocks) throw error;
        else this.#runtime.log.warn({ err: error, round }, 'Handling messages failed for now; it is tried again.');
        // A message that was just handled elsewhere is left out at once; everything else is given time.
        if (!(error instanceof AlreadyProcessedError) || round > 1) {
          await sleep(retryDelayMs({ ...PATIENCE, retries: 0 }, round));
        }
      }
    }
  }

  async #performAll(chunk: readonly Received[], assertCurrent: () => void): Promise<void> {
    await followMessages(this.#runtime.tracing, chunk, () => this.#perform(chunk, assertCurrent));
  }

  async #perform(chunk: readonly Received[], assertCurrent: () => void): Promise<void> {
    await this.#runtime.perform(async (step) => {
      const messages: Message[] = [];
      for (const received of chunk) {
        step.markHandled(this.#inboxOf(received), received.inboxId);
        if (received.content.readable) messages.push(received.content.message);
        else await putAside(step, this.#runtime.name, received, unreadable(received.content.errors));
      }
      if (messages.length > 0) await this.#handle(step, messages);
    }, assertCurrent);
  }

  async #performAside(received: Received, failure: Failure, assertCurrent: () => void): Promise<void> {
    await this.#runtime.perform(async (step) => {
      step.markHandled(this.#deadLetterInbox, received.inboxId);
      await putAside(step, this.#runtime.name, received, failure);
    }, assertCurrent);
  }

  async #notHandledYet(chunk: readonly Received[]): Promise<readonly Received[]> {
    const done = new Set<string>();
    for (const inbox of [this.#runtime.name, this.#deadLetterInbox]) {
      const ids = chunk.map(({ inboxId }) => inboxId);
      for (const id of await handledBefore(this.#runtime.read, this.#runtime.name, inbox, ids)) done.add(id);
    }
    return chunk.filter(({ inboxId }) => !done.has(inboxId));
  }

  /** A dead letter is remembered apart from the handled messages, so that it can be handled when it is redriven. */
  get #deadLetterInbox(): string {
    return `${this.#runtime.name}/dead-letters`;
  }

  #inboxOf(received: Received): string {
    return received.content.readable ? this.#runtime.name : this.#deadLetterInbox;
  }
}

function unreadable(errors: readonly string[]): Failure {
  const reason = 'The message does not match its contract.';
  return { cause: 'unreadable', reason, errors, attempts: 1, firstFailedAt: new Date().toISOString() };
}

/** True when the chunk is somebody else's now. Errors of the client (a rebalance) are for kafkajs to deal with. */
function isOver(error: unknown): boolean {
  return error instanceof StaleHandlerError || (error instanceof Error && error.name.startsWith('KafkaJS'));
}
