/** All kinds of faults that a plan may hold, looked up by verb. */
import type { AnyFault } from '../../plan.ts';
import { isObject } from '../../values.ts';
import type { FaultKind } from './fault-kind.ts';

export class FaultCatalogue<F extends AnyFault> {
  readonly kinds: readonly FaultKind<F>[];
  readonly #byVerb: ReadonlyMap<string, FaultKind<F>>;

  /** @throws If two kinds have the same verb. */
  constructor(kinds: readonly FaultKind<F>[]) {
    this.kinds = kinds;
    this.#byVerb = new Map(kinds.map((kind) => [kind.verb, kind]));
    if (this.#byVerb.size < kinds.length) {
      throw new Error(`Two kinds of faults have the same verb: ${kinds.map(({ verb }) => verb).join(', ')}`);
    }
  }

  /** True for a complete fault of one of the kinds. */
  is(value: unknown): value is F {
    if (!isObject(value)) return false;
    const verb: unknown = Reflect.get(value, 'verb');
    return typeof verb === 'string' && this.#byVerb.get(verb)?.is(value) === true;
  }

  /** @throws If there is no such kind. */
  kindOf(fault: AnyFault): FaultKind<F> {
    const kind = this.#byVerb.get(fault.verb);
    if (kind === undefined) {
      throw new Error(`There is no fault "${fault.verb}". There are: ${[...this.#byVerb.keys()].join(', ')}.`);
    }
    return kind;
  }

  /** The same fault in simpler forms, boldest first. */
  simpler(fault: F): readonly F[] {
    return this.kindOf(fault).simpler(fault);
  }

  /** The fault with every name of a process replaced. */
  renamed(fault: F, to: (name: string) => string): F {
    return this.kindOf(fault).renamed(fault, to);
  }

  /** The name under which a fault is counted, such as `crash` or `provider timeout-lands`. */
  countedAs(fault: F): string {
    return this.kindOf(fault).counted.replace(/\{(\w+)\}/g, (_, name: string) => String(Reflect.get(fault, name)));
  }

  /** The names of processes in a fault's parameters, in their order. */
  processesOf(fault: F): readonly string[] {
    return Object.entries(this.kindOf(fault).parameters).flatMap(([name, { namesProcess }]) => {
      const value: unknown = Reflect.get(fault, name);
      return namesProcess ? [value].flat().filter((each) => typeof each === 'string') : [];
    });
  }

  /** How long a fault and its consequences for the world last at most: the sum of its durations, in milliseconds. */
  lastsMs(fault: F): number {
    let sum = 0;
    for (const [name, { wording }] of Object.entries(this.kindOf(fault).parameters)) {
      const value: unknown = Reflect.get(fault, name);
      if (wording === 'duration' && typeof value === 'number') sum += Math.abs(value);
    }
    return sum;
  }
}
