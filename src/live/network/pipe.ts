/** One direction of a connection: bytes arrive in their order, when the network lets them. */

/** What holds bytes up, at the moment. All may change at any time. */
export interface Conditions {
  readonly delayMs: number;
  /** Up to so much more, drawn for each piece. */
  readonly uptoMs: number;
  /** Infinity for no limit. */
  readonly bytesPerSecond: number;
  /** Nothing passes; it is kept for later. */
  readonly blocked: boolean;
}

export const CLEAR: Conditions = { delayMs: 0, uptoMs: 0, bytesPerSecond: Number.POSITIVE_INFINITY, blocked: false };

/** What happens to the next bytes: they end in the middle and the connection with them, or one bit is wrong. */
export type Damage = 'cut' | 'flip';

export interface PipeEnds {
  readonly conditions: () => Conditions;
  readonly deliver: (bytes: Buffer) => void;
  /** The sender has closed its side, and everything before has been delivered. */
  readonly end: () => void;
  /** The connection is to be reset. */
  readonly reset: () => void;
}

export class Pipe {
  readonly #ends: PipeEnds;
  readonly #queue: { readonly bytes: Buffer | undefined; readonly dueMs: number }[] = [];
  #lastDueMs = 0;
  #silent = false;
  #damage: Damage | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(ends: PipeEnds) {
    this.#ends = ends;
  }

  /** @param bytes undefined when the sender has closed its side. */
  push(bytes: Buffer | undefined): void {
    const { delayMs, uptoMs, bytesPerSecond } = this.#ends.conditions();
    const now = performance.now();
    const transferMs = ((bytes?.length ?? 0) / bytesPerSecond) * 1000;
    const dueMs = Math.max(now + delayMs + Math.random() * uptoMs, this.#lastDueMs) + transferMs;
    this.#lastDueMs = dueMs;
    this.#queue.push({ bytes, dueMs });
    this.flow();
  }

  /** Delivers what is due; to be called when the conditions have changed. */
  flow(): void {
    clearTimeout(this.#timer);
    while (!this.#ends.conditions().blocked) {
      const [next] = this.#queue;
      if (next === undefined) return;
      const waitMs = next.dueMs - performance.now();
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.flow(), waitMs);
        return;
      }
      this.#queue.shift();
      this.#pass(next.bytes);
    }
  }

  /** From now on nothing passes, and nobody is told. */
  silence(): void {
    this.#silent = true;
  }

  /** What happens to the next bytes. */
  expect(damage: Damage): void {
    this.#damage = damage;
  }

  /** Forgets everything that is under way. */
  close(): void {
    clearTimeout(this.#timer);
    this.#queue.length = 0;
    this.#silent = true;
  }

  #pass(bytes: Buffer | undefined): void {
    if (this.#silent) return;
    if (bytes === undefined) {
      this.#ends.end();
      return;
    }
    const damage = this.#damage;
    this.#damage = undefined;
    if (damage === undefined) this.#ends.deliver(bytes);
    else if (damage === 'flip') this.#ends.deliver(flipped(bytes));
    else {
      this.#ends.deliver(bytes.subarray(0, Math.floor(bytes.length / 2)));
      this.#ends.reset();
    }
  }
}

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const at = Math.floor(Math.random() * copy.length);
  copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(Math.random() * 8));
  return copy;
}
