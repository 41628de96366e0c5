/**
 * Tells those who wait for a payment that it has ended, as far as this instance brought the end about. It only saves looking: who waits
 * looks at the read model by itself now and then, because another instance may have handled the payment.
 */
export class Endings {
  readonly #listeners = new Map<string, Set<() => void>>();

  /** To be called after the commit that ended these payments, or may have. */
  announce(paymentIds: readonly string[]): void {
    for (const id of paymentIds) for (const wake of this.#listeners.get(id) ?? []) wake();
  }

  /** Listens for the end of a payment from now on, until `stop` is called. */
  listen(paymentId: string): Listening {
    const listeners = this.#listeners.get(paymentId) ?? new Set();
    this.#listeners.set(paymentId, listeners);
    const listening = new Listening(() => {
      listeners.delete(listening.wake);
      if (listeners.size === 0) this.#listeners.delete(paymentId);
    });
    listeners.add(listening.wake);
    return listening;
  }
}

/** Somebody who waits for the end of one payment. */
class Listening {
  readonly stop: () => void;
  #announced = false;
  #resolve: (() => void) | undefined;

  constructor(stop: () => void) {
    this.stop = stop;
  }

  readonly wake = (): void => {
    this.#announced = true;
    this.#resolve?.();
  };

  /** Resolves when the end was announced since this was last called, or after so many milliseconds. */
  async within(ms: number): Promise<void> {
    if (!this.#announced) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#resolve = resolve;
      const timer = setTimeout(resolve, ms);
      await promise;
      clearTimeout(timer);
    }
    this.#announced = false;
  }
}
