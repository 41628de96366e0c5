/**
 * What comes out of a worker is a copy of its own, down to the name of each property. Runs say much of the same, so what is the same is kept
 * once: a campaign of ten thousand runs then needs little more room than one of a thousand.
 */
import type { RunOutcome } from './outcome.ts';

export class Condenser {
  readonly #texts = new Map<string, string>();
  readonly #properties = new Map<string, RunOutcome['properties']>();

  /** The same outcome, sharing with those before it what they have in common. */
  condense(outcome: RunOutcome): RunOutcome {
    return {
      ...outcome,
      properties: this.#sharedProperties(outcome.properties),
      reached: outcome.reached.map((name) => this.#shared(name)),
    };
  }

  #sharedProperties(properties: RunOutcome['properties']): RunOutcome['properties'] {
    const key = Object.entries(properties).join();
    const known = this.#properties.get(key);
    if (known !== undefined) return known;
    this.#properties.set(key, properties);
    return properties;
  }

  #shared(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    this.#texts.set(text, text);
    return text;
  }
}
