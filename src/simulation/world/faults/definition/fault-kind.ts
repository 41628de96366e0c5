/**
 * What there is to know of a kind of fault, in one place: its verb, its parameters, the words for it, and what it
 * does. Everything else (tokens, shrinking, counts, reports) follows from that.
 */
import type { AnyFault, PlannedFault } from '../../plan.ts';
import type { FaultContribution, PointContext } from '../../ports.ts';
import { isObject } from '../../values.ts';
import type { Parameter, Parameters } from './parameter.ts';

type Value<P> = P extends Parameter<infer T> ? T : never;
type OptionalKeys<P extends Parameters> = {
  [K in keyof P]: P[K] extends { readonly optional: true } ? K : never;
}[keyof P];

/** The plain data of a fault with the given verb and parameters. */
export type FaultData<V extends string, P extends Parameters> = { readonly verb: V } & {
  readonly [K in Exclude<keyof P, OptionalKeys<P>>]: Value<P[K]>;
} & { readonly [K in OptionalKeys<P>]?: Value<P[K]> };

/** The plain data of a kind's faults. */
export type FaultOf<K> = K extends FaultKind<infer F> ? F : never;

/** A class of faults, by which profiles and tables are made. */
export type FaultClass = 'crashes' | 'network' | 'kafka' | 'postgres' | 'providers' | 'time';

export interface FaultKind<F extends AnyFault> {
  readonly verb: string;
  readonly class: FaultClass;
  readonly parameters: Parameters;
  /** What it does, as a sentence with the names of parameters in braces. */
  sentence(fault: AnyFault): string;
  /** Under which name it is counted, likewise; its verb unless it says otherwise. */
  readonly counted: string;
  /** True for a complete fault of this kind; whatever came from outside is looked at down to the numbers. */
  is(value: unknown): value is F;
  /** Simpler faults of this kind, boldest first. */
  simpler(fault: AnyFault): readonly F[];
  /** The fault with every name of a process replaced. */
  renamed(fault: AnyFault, to: (name: string) => string): F;
}

/** A kind of fault that the world lets strike, at a target of type `T`. */
export interface StrikingKind<F extends AnyFault, T> extends FaultKind<F> {
  /** @returns What was hit; nothing if there was nothing to hit. */
  attempt(target: T, fault: AnyFault, at: PointContext | undefined): readonly string[];
}

export interface FaultSpec<V extends string, P extends Parameters> {
  readonly verb: V;
  readonly class: FaultClass;
  readonly parameters: P;
  readonly says: string | ((fault: FaultData<V, P>) => string);
  readonly counted?: string;
}

/** Makes a kind of fault known. */
export function defineFault<const V extends string, const P extends Parameters>(
  spec: FaultSpec<V, P>,
): FaultKind<FaultData<V, P>> {
  type F = FaultData<V, P>;
  const { verb, parameters, says } = spec;
  const entries = Object.entries(parameters);
  const is = (value: unknown): value is F =>
    isObject(value) &&
    Reflect.get(value, 'verb') === verb &&
    entries.every(([name, parameter]) => {
      const given: unknown = Reflect.get(value, name);
      return (parameter.optional && given === undefined) || parameter.is(given);
    });
  const changed = (fault: AnyFault, name: string, value: unknown): readonly F[] => {
    const other: unknown = { ...fault, [name]: value };
    return is(other) ? [other] : [];
  };
  return {
    verb,
    class: spec.class,
    parameters,
    counted: spec.counted ?? verb,
    is,
    sentence: (fault) => (typeof says === 'string' ? says : is(fault) ? says(fault) : verb),
    simpler: (fault) =>
      entries.flatMap(([name, parameter]) =>
        parameter.simpler(Reflect.get(fault, name)).flatMap((value) => changed(fault, name, value)),
      ),
    renamed: (fault, to) => {
      const given = entries.filter(([name]) => Reflect.get(fault, name) !== undefined);
      const values = given.map(([name, parameter]) => [name, parameter.renamed(Reflect.get(fault, name), to)]);
      const other: unknown = { ...fault, ...Object.fromEntries(values) };
      if (!is(other)) throw new Error(`This is no fault of the kind "${verb}": ${JSON.stringify(fault)}`);
      return other;
    },
  };
}

/** Makes a kind of fault known that strikes at targets of type `T`. */
export function defineStrikingFault<const V extends string, const P extends Parameters, T>(
  spec: FaultSpec<V, P> & {
    /** @returns What was hit; nothing if there was nothing to hit, which then does not count as struck. */
    readonly strike: (target: T, fault: FaultData<V, P>, at: PointContext | undefined) => readonly string[];
  },
): StrikingKind<FaultData<V, P>, T> {
  const kind = defineFault(spec);
  return { ...kind, attempt: (target, fault, at) => (kind.is(fault) ? spec.strike(target, fault, at) : []) };
}

/** What a target adds to the faults that can strike in a world. */
export function contributionOf<T>(
  kinds: readonly StrikingKind<PlannedFault, T>[],
  target: T,
  heal: () => void,
): FaultContribution {
  const byVerb = new Map<string, StrikingKind<PlannedFault, T>>(kinds.map((kind) => [kind.verb, kind]));
  return {
    verbs: [...byVerb.keys()],
    strike: (fault, at) => byVerb.get(fault.verb)?.attempt(target, fault, at) ?? [],
    heal,
  };
}
