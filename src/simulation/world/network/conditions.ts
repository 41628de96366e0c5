/**
 * What is wrong with the ways between hosts for a while: slow, uneven, narrow, or blocked. A condition says how much
 * longer a segment takes; since each connection keeps its order, nothing overtakes within it.
 */
import type { Random } from '../ports.ts';

/** A way in one direction, as `from>to`. */
export type Way = `${string}>${string}`;

/** One segment on its way. */
export interface Passage {
  /** The way it takes, under each name of its ends. */
  readonly ways: readonly Way[];
  readonly bytes: number;
  readonly nowMs: number;
  readonly random: Random;
}

/** How many milliseconds longer than usual a segment takes. */
export type Slowdown = (passage: Passage) => number;

export class Conditions {
  readonly #active = new Set<{ readonly ways: ReadonlySet<Way>; readonly slowdown: Slowdown }>();

  /** True while something is wrong somewhere. */
  get any(): boolean {
    return this.#active.size > 0;
  }

  /**
   * Puts a condition on some ways.
   * @returns Ends it; what is under way keeps its time of arrival.
   */
  add(ways: readonly Way[], slowdown: Slowdown): () => void {
    const condition = { ways: new Set(ways), slowdown };
    this.#active.add(condition);
    return () => this.#active.delete(condition);
  }

  /** How many milliseconds longer than usual this segment takes. */
  extraMs(passage: Passage): number {
    let extraMs = 0;
    for (const { ways, slowdown } of this.#active) {
      if (passage.ways.some((way) => ways.has(way))) extraMs += slowdown(passage);
    }
    return extraMs;
  }
}

/** The way from one host to the other, and the way back. */
export function bothWays(from: string, to: string): readonly Way[] {
  return [`${from}>${to}`, `${to}>${from}`];
}

/** Every segment takes the same time longer. */
export function delayed(extraMs: number): Slowdown {
  return () => extraMs;
}

/** Every segment takes longer, each by its own draw: most by little, a few by up to `uptoMs`. */
export function uneven(uptoMs: number): Slowdown {
  return ({ random }) => uptoMs * random.next() ** 4;
}

/**
 * Nothing passes until then. TCP keeps what was sent and repeats it, with longer and longer pauses, so it arrives after the block has
 * ended, by as much as half of its length.
 */
export function blockedUntil(untilMs: number, sinceMs: number): Slowdown {
  return ({ nowMs, random }) => untilMs - nowMs + random.next() * Math.min(0.5 * (untilMs - sinceMs), 5000);
}

/** So many bytes a second pass, one segment after the other. */
export function narrow(bytesPerSecond: number): Slowdown {
  let freeAtMs = 0;
  return ({ nowMs, bytes }) => {
    freeAtMs = Math.max(freeAtMs, nowMs) + (1000 * bytes) / bytesPerSecond;
    return freeAtMs - nowMs;
  };
}
