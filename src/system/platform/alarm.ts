/**
 * Calls something at the earliest of the times that were asked for, never twice at once. What is asked for while a call
 * is under way is remembered until it has ended.
 */
export class Alarm {
  readonly #action: () => Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  /** When it goes off next, in milliseconds since 1970; Infinity for never. */
  #at = Number.POSITIVE_INFINITY;
  #busy: Promise<void> | undefined;
  #stopped = false;

  /** `action` must not throw: nobody would hear of it. */
  constructor(action: () => Promise<void>) {
    this.#action = action;
  }

  /** Goes off in `ms` milliseconds at the latest; at once when that is past. */
  within(ms: number): void {
    const at = Date.now() + Math.max(0, ms);
    if (this.#stopped || at >= this.#at) return;
    this.#at = at;
    if (this.#busy === undefined) this.#arm();
  }

  /** Goes off no more; resolves when nothing is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#busy;
  }

  #arm(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#goOff(), Math.max(0, this.#at - Date.now()));
  }

  #goOff(): void {
    this.#at = Number.POSITIVE_INFINITY;
    // The action may ask for its next time before it first waits, so it is begun only once it counts as busy.
    this.#busy = Promise.resolve()
      .then(this.#action)
      .finally(() => {
        this.#busy = undefined;
        if (!this.#stopped && this.#at !== Number.POSITIVE_INFINITY) this.#arm();
      });
  }
}
