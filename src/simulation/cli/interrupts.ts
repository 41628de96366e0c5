/**
 * Ctrl-C and its relatives. The first asks everybody to stop and lets the servers be closed; the second ends the
 * workers by force. What a killed worker leaves behind is removed by the watchdog of its servers.
 *
 * npm hands SIGTERM on to the shell between it and us, and that shell ends without telling us (`timeout 30 npm run
 * simulate`, a CI job that is cancelled). So under npm the end of the parent counts as SIGTERM.
 */
const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const parentEveryMs = 250;

export class Interrupts {
  readonly #controller = new AbortController();
  readonly #onFirst: () => void;
  readonly #parentWatch: NodeJS.Timeout | undefined;
  #force: (() => Promise<void>) | undefined;
  #code: number | undefined;

  /** @param onFirst Tells the user that stopping has begun. */
  constructor(onFirst: () => void) {
    this.#onFirst = onFirst;
    for (const name of signals) process.on(name, this.#strike);
    if (process.env['npm_lifecycle_event'] !== undefined) this.#parentWatch = this.#watchParent(process.ppid);
  }

  /** Aborted by the first interrupt. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The exit code that belongs to the interrupt; absent if there was none. */
  get code(): number | undefined {
    return this.#code;
  }

  /** What the second interrupt does before the process ends. */
  set force(action: () => Promise<void>) {
    this.#force = action;
  }

  /** Gives the signals back. */
  release(): void {
    for (const name of signals) process.off(name, this.#strike);
    clearInterval(this.#parentWatch);
  }

  #watchParent(parent: number): NodeJS.Timeout {
    const look = (): void => {
      // A shell that dies of the same Ctrl-C is no second one.
      if (process.ppid !== parent && this.#code === undefined) this.#strike('SIGTERM');
    };
    return setInterval(look, parentEveryMs).unref();
  }

  readonly #strike = (name: NodeJS.Signals): void => {
    const code = name === 'SIGTERM' || name === 'SIGHUP' ? codes[name] : codes.SIGINT;
    if (this.#code !== undefined) {
      const end = (): never => process.exit(code);
      (this.#force?.() ?? Promise.resolve()).then(end, end);
      return;
    }
    this.#code = code;
    this.#onFirst();
    this.#controller.abort();
  };
}
