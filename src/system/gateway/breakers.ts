/**
 * The breakers as one instance uses them. The truth is in the database, under a lock; here is what was last seen of it,
 * and the answered calls that nobody was told of yet. While no failure is remembered, nothing is written and nothing
 * is asked: each claim of work brings the breaker's state along, and answered calls are counted in memory.
 *
 * What is known here may be out of date. That delays the opening, or the choice of a provider, by a call; it never
 * decides what became of a payment.
 */
import type { Cause, Step } from '../platform/index.ts';
import type { Provider } from './attempt.ts';
import {
  addTallies,
  answeredCall,
  type Breaker,
  type BreakerChange,
  type BreakerEvent,
  type BreakerSettings,
  beginProbe,
  permission,
  remembersFailures,
  type Tally,
  takeIn,
  type Verdict,
} from './breaker.ts';
import { lockBreaker, readBreakers, type StoredBreaker, saveBreaker } from './breaker-store.ts';
import type { Closures } from './hold.ts';

/** Whether calls may be made; `probe` is the token of the only one that may. */
export type Admission =
  | { readonly kind: 'all' }
  | { readonly kind: 'one'; readonly probe: string; readonly closures: Closures }
  | { readonly kind: 'none'; readonly closures: Closures };

/** How a call went, and on whose behalf it was made. */
export interface Report extends Verdict {
  readonly cause: Cause;
}

export class Breakers {
  readonly #settings: ReadonlyMap<Provider, BreakerSettings>;
  readonly #probeMs: number;
  readonly #known = new Map<Provider, Breaker>();
  readonly #untold = new Map<Provider, readonly Tally[]>();

  /** @param probeMs how long a probe may take before another is let through. */
  constructor(settings: ReadonlyMap<Provider, BreakerSettings>, probeMs: number) {
    this.#settings = settings;
    this.#probeMs = probeMs;
  }

  /** Takes note of what the database says. */
  learn(breaker: Breaker): void {
    this.#known.set(breaker.provider, breaker);
  }

  /** Learns that `provider` has no failures on record. */
  learnClosed(provider: Provider): void {
    const known = this.#known.get(provider);
    if (known !== undefined && known.state !== 'closed') this.#known.delete(provider);
  }

  /** Whether a call needs no asking, as far as is known. */
  isUsable(provider: Provider): boolean {
    const known = this.#known.get(provider);
    return known === undefined || permission(known, Date.now()).kind === 'call';
  }

  /** Providers that need no asking, or may be probed. */
  get usable(): readonly Provider[] {
    const now = Date.now();
    return [...this.#settings.keys()].filter((provider) => {
      const known = this.#known.get(provider);
      return known === undefined || permission(known, now).kind !== 'wait';
    });
  }

  /**
   * Counts a call that was answered.
   *
   * @returns true when that is all; false when the others have to be told of it, by `report`.
   */
  countAnswered(provider: Provider, probe: string | undefined): boolean {
    const settings = this.#settingsOf(provider);
    const now = Date.now();
    const known = this.#known.get(provider);
    if (probe !== undefined || (known !== undefined && remembersFailures(known, now, settings))) return false;
    const untold = this.#untold.get(provider) ?? [];
    this.#untold.set(provider, addTallies(untold, [answeredCall(now, settings)], now, settings));
    return true;
  }

  /**
   * Asks whether calls of a provider may be made whose breaker was not closed when it was last seen. The breaker is locked until the
   * end of the step.
   *
   * @param token of the probe, should this be the one to probe.
   */
  async admit(step: Step, provider: Provider, token: string, cause: Cause): Promise<Admission> {
    const stored = await lockBreaker(step.tx, provider);
    const now = Date.now();
    const allowed = permission(stored.breaker, now);
    if (allowed.kind === 'call') {
      this.#learnAfter(step, stored.breaker);
      return { kind: 'all' };
    }
    const others = await readBreakers(step.tx);
    for (const other of others) if (other.provider !== provider) this.#learnAfter(step, other);
    const closures = closuresOf(others, now);
    if (allowed.kind === 'wait') {
      this.#learnAfter(step, stored.breaker);
      return { kind: 'none', closures };
    }
    const until = now + this.#probeMs;
    await this.#store(step, stored, beginProbe(stored.breaker, token, until), cause);
    // The others look again when this one may be heard of.
    return { kind: 'one', probe: token, closures: new Map([...closures, [provider, Math.min(until, now + 1_000)]]) };
  }

  /**
   * Tells all instances how calls went, in the step that writes what came of them.
   *
   * @returns for each report, how many failures in a row there were with it.
   */
  async report(step: Step, provider: Provider, reports: readonly Report[]): Promise<readonly number[]> {
    const settings = this.#settingsOf(provider);
    const untold = this.#untold.get(provider) ?? [];
    let stored = await lockBreaker(step.tx, provider);
    const now = Date.now();
    const failures: number[] = [];
    let earlier = untold;
    for (const { cause, ...verdict } of reports) {
      const change = takeIn(stored.breaker, [verdict], earlier, now, settings);
      earlier = [];
      stored = append(step, stored, change.events, change.breaker, cause);
      failures.push(change.breaker.failures);
    }
    await saveBreaker(step.tx, stored);
    this.#learnAfter(step, stored.breaker);
    step.afterCommit(() => this.#forgetTold(provider, untold, settings));
    return failures;
  }

  async #store(step: Step, before: StoredBreaker, { breaker, events }: BreakerChange, cause: Cause): Promise<void> {
    await saveBreaker(step.tx, append(step, before, events, breaker, cause));
    this.#learnAfter(step, breaker);
  }

  /** More may have been counted while these were told. */
  #forgetTold(provider: Provider, told: readonly Tally[], settings: BreakerSettings): void {
    const negative = told.map(({ at, answered, failed }) => ({ at, answered: -answered, failed: -failed }));
    const rest = addTallies(this.#untold.get(provider) ?? [], negative, Date.now(), settings);
    this.#untold.set(
      provider,
      rest.filter(({ answered }) => answered > 0),
    );
  }

  #learnAfter(step: Step, breaker: Breaker): void {
    step.afterCommit(() => this.learn(breaker));
  }

  #settingsOf(provider: Provider): BreakerSettings {
    const settings = this.#settings.get(provider);
    if (settings === undefined) throw new Error(`There are no settings for the breaker of ${provider}.`);
    return settings;
  }
}

function append(
  step: Step,
  { version }: StoredBreaker,
  events: readonly BreakerEvent[],
  breaker: Breaker,
  cause: Cause,
): StoredBreaker {
  step.append({ type: 'breaker', id: breaker.provider, version }, events, cause);
  return { breaker, version: version + events.length };
}

function closuresOf(breakers: readonly Breaker[], now: number): Closures {
  return new Map(
    breakers.flatMap((breaker) => {
      const allowed = permission(breaker, now);
      return allowed.kind === 'wait' ? [[breaker.provider, allowed.until] as const] : [];
    }),
  );
}
