/**
 * How far a reader of the store has come, when sequence numbers become visible out of order. A number is given out before its transaction
 * commits, so a lower one may appear after a higher one, or never, when the transaction was rolled back. A reader that simply went on would
 * miss the late ones (emmett#336); one that started its patience anew at every look would wait for ever (eventuous#588).
 *
 * Here every missing number is watched from the moment at which it was first missed, and given up only after `patienceMs`, which must be
 * longer than any transaction can take. Pure: the caller brings the numbers and the time.
 */
export class Frontier {
  readonly #patienceMs: number;
  /** Everything up to here was looked for. */
  #highest: number;
  /** Since when each number up to `highest` is missing, in milliseconds; in ascending order of numbers. */
  readonly #missing = new Map<number, number>();

  /** `position`: everything up to there is done with, e.g. by a checkpoint. */
  constructor(position: number, patienceMs: number) {
    this.#highest = position;
    this.#patienceMs = patienceMs;
  }

  /** Up to here numbers were looked for. */
  get highest(): number {
    return this.#highest;
  }

  /** Numbers up to `highest` that may still appear. */
  get missing(): readonly number[] {
    return [...this.#missing.keys()];
  }

  /** Everything up to here was seen or will never appear: a reader that starts again may go on from here. */
  get position(): number {
    const [first] = this.#missing.keys();
    return first === undefined ? this.#highest : first - 1;
  }

  /** Tells that of all numbers above `highest` up to `upTo`, these were there at `now` (milliseconds). */
  advance(upTo: number, present: readonly number[], now: number): void {
    const seen = new Set(present);
    for (let number = this.#highest + 1; number <= upTo; number += 1) {
      if (!seen.has(number)) this.#missing.set(number, now);
    }
    this.#highest = Math.max(this.#highest, upTo);
  }

  /** Tells that of the missing numbers these were there at `now`; those that are missing for too long are given up. */
  settle(present: readonly number[], now: number): void {
    for (const number of present) this.#missing.delete(number);
    for (const [number, since] of this.#missing) {
      if (now - since >= this.#patienceMs) this.#missing.delete(number);
    }
  }
}
