/**
 * Reads environment variables into checked values. Every wrong one is noted, so that a person sees all of them at once,
 * each with its name and what to do.
 */
import { isRecord } from './platform/rows.ts';

/** The configuration can't be used; the message has a line for each variable that is wrong. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** A reader over one environment; ask for values, then call `finish`. */
export class EnvironmentReader {
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #problems: string[] = [];

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.#env = env;
  }

  /** A text that is not empty. Without a fallback it is required. */
  text(name: string, fallback?: string): string {
    const value = this.#env[name]?.trim();
    if (value !== undefined && value !== '') return value;
    if (fallback !== undefined) return fallback;
    this.#problems.push(`${name} is not set. Set it to a value that is not empty.`);
    return '';
  }

  /** Values separated by commas, at least one. */
  list(name: string, fallback?: string): readonly string[] {
    const values = this.text(name, fallback).split(',');
    return values.map((value) => value.trim()).filter((value) => value !== '');
  }

  integer(name: string, fallback: number, min: number, max: number): number {
    const value = this.text(name, String(fallback));
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= min && number <= max) return number;
    this.#problems.push(`${name} is "${value}". Set it to a whole number from ${min} to ${max}.`);
    return fallback;
  }

  oneOf<const T extends string>(name: string, allowed: readonly T[], fallback: T): T {
    const value = this.text(name, fallback);
    const found = allowed.find((one) => one === value);
    if (found !== undefined) return found;
    this.#problems.push(`${name} is "${value}". Set it to one of ${allowed.join(', ')}.`);
    return fallback;
  }

  /** A URL with one of the given protocols (each with its colon), returned without a trailing slash. */
  url(name: string, protocols: readonly string[], fallback?: string): string {
    const value = this.text(name, fallback);
    if (value === '') return value;
    if (URL.canParse(value) && protocols.includes(new URL(value).protocol)) return value.replace(/\/$/, '');
    this.#problems.push(`${name} is not a URL of the form ${protocols.map((p) => `${p}//…`).join(' or ')}.`);
    return value;
  }

  /** JSON: `{"merchant": {"url": "https://…", "secret": "…"}}`; nothing when it is not set. */
  webhooks(name: string): Readonly<Record<string, { readonly url: string; readonly secret: string }>> {
    const value = this.text(name, '{}');
    const webhooks: Record<string, { readonly url: string; readonly secret: string }> = {};
    const parsed = parseJson(value);
    if (!isRecord(parsed)) {
      this.#problems.push(`${name} is not a JSON object. Write {"merchant-id": {"url": "https://…", "secret": "…"}}.`);
      return webhooks;
    }
    for (const [merchant, entry] of Object.entries(parsed)) {
      const { url, secret } = isRecord(entry) ? entry : {};
      if (typeof url === 'string' && URL.canParse(url) && typeof secret === 'string' && secret !== '') {
        webhooks[merchant] = { url, secret };
      } else {
        this.#problems.push(`${name}: the entry of merchant "${merchant}" needs a "url" and a "secret".`);
      }
    }
    return webhooks;
  }

  /** @throws ConfigurationError when anything that was read was wrong. */
  finish(): void {
    if (this.#problems.length === 0) return;
    throw new ConfigurationError(`The configuration can't be used:\n  ${this.#problems.join('\n  ')}`);
  }
}

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
