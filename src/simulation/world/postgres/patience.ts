/**
 * How to wait for a backend in the middle of a synchronous exchange. A statement takes tens of microseconds, so looking
 * again and again is fastest; but whoever looks without pause keeps a core from the very backend it waits for once several
 * simulations share a machine, so short sleeps follow soon. All times are real, never the simulation's.
 */

/** Taken when the module is loaded: inside a simulated process the global one shows virtual time. */
const now = performance.now.bind(performance);
const neverWoken = new Int32Array(new SharedArrayBuffer(4));

/** Milliseconds of looking without pause. */
const SPIN_MS = 0.12;
/** Milliseconds after which a silent backend is first suspected to wait for a lock. */
const SUSPICION_MS = 0.12;
const MAX_SUSPICION_MS = 5;
const NAP_MS = 0.02;
const MAX_NAP_MS = 1;

/** Sleeps this thread. */
export function nap(milliseconds: number): void {
  Atomics.wait(neverWoken, 0, 0, milliseconds);
}

/** One wait, from the last progress on. */
export class Patience {
  readonly #start = now();
  #suspicion = SUSPICION_MS;
  #nextCheck = this.#start + SUSPICION_MS;

  /** Waits a little, or not at all while that is faster. */
  pause(): void {
    const waited = now() - this.#start;
    if (waited > SPIN_MS) nap(Math.min(MAX_NAP_MS, NAP_MS + waited / 20));
  }

  /** True when it is time to ask whether the backend is blocked; ever less often. */
  suspects(): boolean {
    if (now() < this.#nextCheck) return false;
    this.#suspicion = Math.min(this.#suspicion * 1.5, MAX_SUSPICION_MS);
    this.#nextCheck = now() + this.#suspicion;
    return true;
  }

  /** Milliseconds since the start of this wait. */
  get waited(): number {
    return now() - this.#start;
  }
}
