/** Reading what callers send. Everything that is wrong with a request is told at once, by field. */
import { HttpError } from './errors.ts';
import { isRecord } from './rows.ts';

/** Reads the fields of a JSON body or of a query; ask for all of them, then call `finish`. */
export class RequestReader {
  readonly #source: Readonly<Record<string, unknown>>;
  readonly #problems: Record<string, string> = {};

  constructor(source: unknown) {
    this.#source = isRecord(source) ? source : {};
    if (!isRecord(source)) this.#problems['body'] = 'must be a JSON object';
  }

  /** A text of 1 to `max` characters. */
  text(name: string, max = 128): string {
    return this.optionalText(name, max) ?? this.#wrong(name, `must be a text of 1 to ${max} characters`, '');
  }

  optionalText(name: string, max = 128): string | undefined {
    const value = this.#source[name];
    if (value === undefined) return undefined;
    if (typeof value === 'string' && value.trim() !== '' && value.length <= max) return value;
    return this.#wrong(name, `must be a text of 1 to ${max} characters`, undefined);
  }

  /** A text that matches `pattern`. */
  matching(name: string, pattern: RegExp, form: string): string {
    const value = this.#source[name];
    return typeof value === 'string' && pattern.test(value) ? value : this.#wrong(name, `must be ${form}`, '');
  }

  oneOf<const T extends string>(name: string, allowed: readonly [T, ...T[]]): T {
    const value = this.#source[name];
    return (
      allowed.find((one) => one === value) ?? this.#wrong(name, `must be one of ${allowed.join(', ')}`, allowed[0])
    );
  }

  /** An amount of money: a JSON integer of minor units, from 1 to the largest that is exact. */
  amount(name: string): number {
    const value = this.#source[name];
    if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
    return this.#wrong(name, 'must be a positive integer in minor units', 0);
  }

  /** A whole number in a query, from `min` to `max`. */
  queryInteger(name: string, fallback: number, min: number, max: number): number {
    const value = this.#source[name];
    if (value === undefined) return fallback;
    const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : Number.NaN;
    if (number >= min && number <= max) return number;
    return this.#wrong(name, `must be a whole number from ${min} to ${max}`, fallback);
  }

  /** Notes a problem of the caller's own finding. */
  refuse(name: string, problem: string): void {
    this.#wrong(name, problem, undefined);
  }

  /** @throws HttpError 400 VALIDATION_FAILED with a detail for each field that was wrong. */
  finish(): void {
    const fields = Object.entries(this.#problems);
    if (fields.length === 0) return;
    const message = fields.map(([name, problem]) => `${name} ${problem}`).join('; ');
    throw new HttpError(400, 'VALIDATION_FAILED', `The request is not valid: ${message}.`, { fields: this.#problems });
  }

  #wrong<T>(name: string, problem: string, value: T): T {
    this.#problems[name] ??= problem;
    return value;
  }
}

/** ISO 4217: three capital letters. */
export const CURRENCY = /^[A-Z]{3}$/;

/** A UUID in its usual form. */
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A part of the path, such as an id. */
export function pathParameter(params: unknown, name: string): string {
  const value = isRecord(params) ? params[name] : undefined;
  return typeof value === 'string' ? value : '';
}
