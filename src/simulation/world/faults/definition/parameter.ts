/**
 * The parameters that faults have. Each kind knows what values it takes, which ones are simpler, and what names of
 * processes are in it; so tokens, shrinking, reports and the fitting of plans to a cast need no code per fault.
 */

import type { Trigger } from '../../plan.ts';
import { isObject } from '../../values.ts';

/** How a value is put into words. */
export type Wording = 'plain' | 'duration' | 'ordinal' | 'moment' | 'list';

export interface Parameter<T> {
  readonly wording: Wording;
  /** Names a process: its lane in a diagram is where the fault is drawn. */
  readonly namesProcess: boolean;
  readonly optional: boolean;
  /** What a value means, where its name does not say it. */
  readonly meanings?: Readonly<Record<string, string>>;
  is(value: unknown): value is T;
  /** Simpler values, boldest first. Each is smaller, so that shrinking comes to an end. */
  simpler(value: unknown): readonly unknown[];
  /** The value with every name of a process replaced. */
  renamed(value: unknown, to: (name: string) => string): unknown;
}

export type Parameters = Readonly<Record<string, Parameter<unknown>>>;

const same = (value: unknown): unknown => value;
const none = (): readonly unknown[] => [];

const plain = { wording: 'plain', namesProcess: false, optional: false, simpler: none, renamed: same } as const;

/** Name of a simulated process. */
export const processName: Parameter<string> = {
  ...plain,
  namesProcess: true,
  is: isText,
  renamed: (value, to) => (isText(value) ? to(value) : value),
};

/** Names of simulated processes, at least one. */
export const processNames: Parameter<readonly string[]> = {
  ...plain,
  wording: 'list',
  namesProcess: true,
  is: (value): value is readonly string[] => isTexts(value) && value.length > 0,
  simpler: (value) =>
    isTexts(value) && value.length > 1 ? value.map((_, index) => value.filter((__, at) => at !== index)) : [],
  renamed: (value, to) => (isTexts(value) ? [...new Set(value.map(to))] : value),
};

/** Name of a host: a server of the world, or a process that others connect to. */
export const hostName: Parameter<string> = { ...processName, namesProcess: false };

/** Any word. */
export const word: Parameter<string> = { ...plain, is: isText };

/** One of some words, each with what it means; an empty meaning where the word says it. */
export function choice<const W extends string>(meanings: Readonly<Record<W, string>>): Parameter<W> {
  return { ...plain, meanings, is: (value): value is W => isText(value) && Object.hasOwn(meanings, value) };
}

/** Some of some words. */
export function choices<const W extends string>(meanings: Readonly<Record<W, string>>): Parameter<readonly W[]> {
  const one = choice(meanings);
  return {
    ...plain,
    wording: 'list',
    is: (value): value is readonly W[] => Array.isArray(value) && value.every((each) => one.is(each)),
  };
}

/** Virtual milliseconds, 0 or more. Shrinks to `least`, 1 unless given, and by halves. */
export function durationMs(least = 1): Parameter<number> {
  return { ...plain, wording: 'duration', is: isTime, simpler: (value) => smaller(value, least) };
}

/** A point in virtual time that does not shrink, because another time is another story. */
export const timeMs: Parameter<number> = { ...plain, wording: 'duration', is: isTime };

/** So many milliseconds, forwards or backwards. Shrinks towards 0. */
export const offsetMs: Parameter<number> = {
  ...plain,
  wording: 'duration',
  is: (value): value is number => typeof value === 'number' && Number.isSafeInteger(value),
  simpler: (value) =>
    typeof value === 'number' ? smaller(Math.abs(value), 1).map((each) => each * Math.sign(value)) : [],
};

/** A whole number from 1. Shrinks to 1. */
export const count: Parameter<number> = { ...plain, is: isCount, simpler: (value) => (value === 1 ? [] : [1]) };

/** The n-th of something, from 1. Shrinks to the first. */
export const nth: Parameter<number> = { ...count, wording: 'ordinal' };

/** When the fault strikes. Shrinks to the first time. */
export const trigger: Parameter<Trigger> = {
  ...plain,
  wording: 'moment',
  is: isTrigger,
  simpler: (value) => (isTrigger(value) && 'nth' in value && value.nth > 1 ? [{ ...value, nth: 1 }] : []),
  renamed: (value, to) =>
    isTrigger(value) && 'process' in value && value.process !== undefined
      ? { ...value, process: to(value.process) }
      : value,
};

/** The same, and it may be left out. */
export function optional<T>(parameter: Parameter<T>): Parameter<T> & { readonly optional: true } {
  return { ...parameter, optional: true };
}

function smaller(value: unknown, least: number): readonly number[] {
  if (typeof value !== 'number' || value <= least) return [];
  const half = Math.floor(value / 2);
  return half > least ? [least, half] : [least];
}

function isTrigger(value: unknown): value is Trigger {
  if (!isObject(value)) return false;
  const at = new Map(Object.entries(value));
  if (at.has('atMs')) return isTime(at.get('atMs'));
  if (at.has('event')) return isCount(at.get('event')) && isText(at.get('process'));
  const named = [at.get('process'), at.get('label')];
  return isText(at.get('point')) && isCount(at.get('nth')) && named.every((name) => name === undefined || isText(name));
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}
