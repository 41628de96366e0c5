/**
 * Handles dead letters once more: by the handler that failed, in one transaction with the inbox and with the letter's end. The message is
 * not produced again, so no other consumer of its topic hears it twice.
 *
 * What this can't give back is the order: messages of the same key that came later have been handled by then. Handlers decide on the
 * state that they find, and what a state machine no longer accepts is recorded as an error.
 */
import type { BatchHandler } from '../../chunk-handler.ts';
import { type Received, receive } from '../../consumer-chunk.ts';
import type { Queryable } from '../../database.ts';
import { AlreadyProcessedError, asError } from '../../errors.ts';
import { handledBefore } from '../../inbox.ts';
import type { MessageType } from '../../messages.ts';
import type { Runtime } from '../../runtime.ts';
import { causeOfFailure, type DeadLetterCause } from '../temporary.ts';
import { type Letter, recordOf } from './letter.ts';
import { nextRedrive } from './redrive-times.ts';
import { findLetter, lockLetter, noteFailedRedrive, resolveLetter } from './store.ts';

/** What handles the messages of some topics. */
export interface Handling {
  readonly topics: readonly string[];
  accepts(topic: string, type: MessageType): boolean;
  readonly handle: BatchHandler;
}

/** What became of a redrive. */
export type RedriveOutcome =
  | { readonly outcome: 'redriven' }
  /** It had taken effect in the meantime; now the letter is ended too. */
  | { readonly outcome: 'handled-before' }
  /** It was no longer waiting. */
  | { readonly outcome: 'not-waiting'; readonly state: Letter['state'] }
  | { readonly outcome: 'unknown' }
  | {
      readonly outcome: 'failed';
      readonly cause: DeadLetterCause;
      readonly reason: string;
      readonly errors: readonly string[];
      readonly nextRedriveAt?: string;
    };

/** The message can not even be given to its handler. */
class UnhandleableError extends Error {
  override readonly name = 'UnhandleableError';
  readonly errors: readonly string[];
  readonly deadLetterCause: DeadLetterCause;

  constructor(message: string, cause: DeadLetterCause, errors: readonly string[]) {
    super(message);
    this.deadLetterCause = cause;
    this.errors = errors;
  }
}

export class Redriver {
  readonly #runtime: Runtime;
  readonly #handlings: readonly Handling[];

  constructor(runtime: Runtime, handlings: readonly Handling[]) {
    this.#runtime = runtime;
    this.#handlings = handlings;
  }

  /**
   * Redrives a letter, on behalf of `by` (who is remembered). A failure is noted in the letter; when its cause is temporary and it was
   * not redriven too often, it is tried again by itself.
   *
   * @throws what the database throws when it can't be reached; then nothing is noted.
   */
  async redrive(id: string, by: string): Promise<RedriveOutcome> {
    try {
      return await this.#runtime.performSettled(async (step) => {
        const letter = await lockLetter(step.tx, this.#runtime.name, id);
        if (letter === undefined) return { outcome: 'unknown' };
        if (letter.state !== 'waiting') return { outcome: 'not-waiting', state: letter.state };
        const received = receive(letter.topic, letter.partition, recordOf(letter));
        const isOld = await this.#handledBefore(step.tx, received);
        if (!isOld) await this.#handle(step, received);
        const resolution = isOld ? 'It had been handled in the meantime.' : 'Redriven.';
        await resolveLetter(step.tx, this.#runtime.name, id, { state: 'redriven', by, resolution });
        return { outcome: isOld ? 'handled-before' : 'redriven' };
      });
    } catch (error) {
      // A consumer was faster, between our look into the inbox and the end; the next look finds that.
      if (error instanceof AlreadyProcessedError) return await this.redrive(id, by);
      return await this.#noteFailure(id, error);
    }
  }

  async #handle(step: Parameters<BatchHandler>[0], { topic, inboxId, content }: Received): Promise<void> {
    if (!content.readable) {
      throw new UnhandleableError('The message does not match its contract.', 'unreadable', content.errors);
    }
    const { message } = content;
    const handling = this.#handlings.find((one) => one.topics.includes(topic));
    if (handling?.accepts(topic, message.event_type) !== true) {
      const reason = `This service no longer handles ${message.event_type} of ${topic}. Discard the letter if it is not needed.`;
      throw new UnhandleableError(reason, 'failed', [reason]);
    }
    step.markHandled(this.#runtime.name, inboxId);
    await handling.handle(step, [message]);
  }

  async #handledBefore(database: Queryable, { inboxId }: Received): Promise<boolean> {
    const { name } = this.#runtime;
    return (await handledBefore(database, name, name, [inboxId])).has(inboxId);
  }

  async #noteFailure(id: string, error: unknown): Promise<RedriveOutcome> {
    const { name, log } = this.#runtime;
    log.warn({ err: error, deadLetterId: id }, 'A dead letter could not be redriven.');
    const letter = await findLetter(this.#runtime.read, name, id);
    if (letter === undefined) return { outcome: 'unknown' };
    const isUnhandleable = error instanceof UnhandleableError;
    const cause = isUnhandleable ? error.deadLetterCause : causeOfFailure(error);
    const nextRedriveAt = cause === 'temporary' ? nextRedrive(letter.redrives + 1) : undefined;
    const failed = {
      cause,
      reason: asError(error).message,
      errors: isUnhandleable ? error.errors : [String(error)],
      ...(nextRedriveAt === undefined ? {} : { nextRedriveAt }),
    };
    await this.#runtime.performSettled(async (step) => {
      await noteFailedRedrive(step.tx, name, letter, failed);
      if (letter.nextRedriveAt === undefined || nextRedriveAt !== undefined) return;
      step.recordError({
        kind: 'redrive-given-up',
        reason: `A dead letter is no longer redriven by itself: ${failed.reason}`,
        eventId: id,
        detail: { topic: letter.topic, redrives: letter.redrives + 1 },
      });
    });
    return { outcome: 'failed', ...failed };
  }
}
