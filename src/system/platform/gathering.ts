/**
 * Does together what was asked for separately: what is submitted in one turn makes up a batch, and while that is under way,
 * whatever is submitted waits and makes up the next. With little to do nothing waits for company; under load, transactions become fewer and larger by themselves.
 */

import { CommitUnknownError } from './errors.ts';
import { sleep } from './retry.ts';

/** Does several things at once, all or nothing. The results are in the order of the items. */
type Perform<Item, Result> = (items: readonly Item[]) => Promise<readonly Result[]>;

export class Gathering<Item, Result> {
  readonly #perform: Perform<Item, Result>;
  readonly #limit: number;
  readonly #pauseMs: number;
  readonly #waiting: { readonly item: Item; readonly outcome: PromiseWithResolvers<Result> }[] = [];
  #busy = false;

  /**
   * @param limit most items that are done at once.
   * @param pauseMs how long a batch waits for company, in milliseconds; for what is in no hurry.
   */
  constructor(limit: number, perform: Perform<Item, Result>, pauseMs = 0) {
    this.#limit = limit;
    this.#perform = perform;
    this.#pauseMs = pauseMs;
  }

  /**
   * Has an item done, perhaps together with others. When that fails, each is done by itself, so that one that can't be done fails
   * alone.
   *
   * @throws CommitUnknownError when it is not known whether it was done, by itself or with others; that is for the caller to settle.
   */
  submit(item: Item): Promise<Result> {
    const outcome = Promise.withResolvers<Result>();
    this.#waiting.push({ item, outcome });
    if (!this.#busy) void this.#work();
    return outcome.promise;
  }

  async #work(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.length > 0) {
      // Whatever else is submitted in this turn belongs to the batch already.
      await (this.#pauseMs > 0 ? sleep(this.#pauseMs) : Promise.resolve());
      const batch = this.#waiting.splice(0, this.#limit);
      try {
        const results = await this.#perform(batch.map(({ item }) => item));
        for (const [index, result] of results.entries()) batch[index]?.outcome.resolve(result);
      } catch (error) {
        const isFinal = batch.length === 1 || error instanceof CommitUnknownError;
        for (const { item, outcome } of batch) {
          if (isFinal) outcome.reject(error);
          else outcome.resolve(this.#alone(item));
        }
      }
    }
    this.#busy = false;
  }

  async #alone(item: Item): Promise<Result> {
    const [result] = await this.#perform([item]);
    if (result === undefined) throw new Error('Something was done, but there is no result of it.');
    return result;
  }
}
