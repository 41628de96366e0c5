/**
 * Reading what callers send. Everything that is wrong with a request is told at once, by field; a field that nobody asked for is wrong too,
 * because a misspelt optional one would change what is done without a word.
 */
import { HttpError } from './errors.ts';
import { isRecord } from './rows.ts';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

/** Control characters (U+0000 to U+001F, U+007F to U+009F) other than tab and line breaks. Postgres refuses the first of them. */
const CONTROL = /[^\P{Cc}\t\n\r]/u;

/** Whether a text can be stored, and comes back as it was: well-formed Unicode without control characters. */
export function isPlainText(value: string): boolean {
  return value.isWellFormed() && !CONTROL.test(value);
}

/** Reads the fields of one JSON body or of one query; ask for all of them, then call `finish`. */
export class RequestReader {
  readonly #source: Readonly<Record<string, unknown>>;
  readonly #problems = new Map<string, string>();
  readonly #asked = new Set<string>();

  constructor(source: unknown) {
    this.#source = isRecord(source) ? source : {};
    if (!isRecord(source)) this.#wrong('body', 'must be a JSON object', undefined);
  }

  /** A text of 1 to `max` characters, see `isPlainText`. */
  text(name: string, max = 128): string {
    return this.optionalText(name, max) ?? this.#wrong(name, textOf(max), '');
  }

  optionalText(name: string, max = 128): string | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (typeof value === 'string' && value.trim() !== '' && value.length <= max && isPlainText(value)) return value;
    return this.#wrong(name, textOf(max), undefined);
  }

  /** A text that matches `pattern`. */
  matching(name: string, pattern: RegExp, form: string): string {
    const value = this.#value(name);
    return typeof value === 'string' && pattern.test(value) ? value : this.#wrong(name, `must be ${form}`, '');
  }

  oneOf<const T extends string>(name: string, allowed: readonly [T, ...T[]]): T {
    const value = this.#value(name);
    return (
      allowed.find((one) => one === value) ?? this.#wrong(name, `must be one of ${allowed.join(', ')}`, allowed[0])
    );
  }

  /** An amount of money: a JSON integer of minor units, from 1 to the largest that is exact. */
  amount(name: string): number {
    const value = this.#value(name);
    if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
    return this.#wrong(name, 'must be a positive integer in minor units', 0);
  }

  /** A whole number in a query, from `min` to `max`. */
  queryInteger(name: string, fallback: number, min: number, max: number): number {
    const value = this.#value(name);
    if (value === undefined) return fallback;
    const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : Number.NaN;
    if (number >= min && number <= max) return number;
    return this.#wrong(name, `must be a whole number from ${min} to ${max}`, fallback);
  }

  /** An instant in ISO 8601 with its offset, as it is in UTC; undefined when it is absent. */
  optionalInstant(name: string, form = 'an instant such as 2026-01-31T12:00:00Z'): string | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    // In a query an unescaped + arrives as a blank.
    const text = typeof value === 'string' ? value.replace(' ', '+') : '';
    const instant = INSTANT.test(text) ? new Date(text) : new Date(Number.NaN);
    const year = instant.getUTCFullYear();
    // Years that need more or fewer digits are not read alike by everybody.
    return year >= 1 && year <= 9_999 ? instant.toISOString() : this.#wrong(name, `must be ${form}`, undefined);
  }

  /** Notes a problem of the caller's own finding. */
  refuse(name: string, problem: string): void {
    this.#wrong(name, problem, undefined);
  }

  /** @throws HttpError 400 VALIDATION_FAILED with a detail for each field that was wrong or that nobody asked for. */
  finish(): void {
    for (const name of Object.keys(this.#source)) {
      if (!this.#asked.has(name)) this.#wrong(shown(name), 'is not a field of this request', undefined);
    }
    if (this.#problems.size === 0) return;
    const message = [...this.#problems].map(([name, problem]) => `${name} ${problem}`).join('; ');
    throw new HttpError(400, 'VALIDATION_FAILED', `The request is not valid: ${message}.`, {
      fields: Object.fromEntries(this.#problems),
    });
  }

  #value(name: string): unknown {
    this.#asked.add(name);
    return Object.hasOwn(this.#source, name) ? this.#source[name] : undefined;
  }

  #wrong<T>(name: string, problem: string, value: T): T {
    if (!this.#problems.has(name)) this.#problems.set(name, problem);
    return value;
  }
}

function textOf(max: number): string {
  return `must be a text of 1 to ${max} characters without control characters`;
}

/** A name that a caller made up, fit to be shown. */
function shown(name: string): string {
  return isPlainText(name) && name.length <= 64 ? name : JSON.stringify(name.slice(0, 64).toWellFormed());
}

/** ISO 4217: three capital letters. */
export const CURRENCY = /^[A-Z]{3}$/;

/** A UUID in its usual form. */
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * A part of the path, such as an id; empty when it is something that can't be the id of anything.
 */
export function pathParameter(params: unknown, name: string): string {
  const value = isRecord(params) ? params[name] : undefined;
  return typeof value === 'string' && isPlainText(value) ? value : '';
}
