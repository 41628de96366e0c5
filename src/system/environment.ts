/**
 * Reads environment variables into checked values. Each call names a variable and says what it is for, so that reading and describing
 * are one: the reference of the configuration is made of what was asked for. Every wrong value is noted, so that a person sees all of them
 * at once, each with its name and what to do.
 */
import { readFileSync } from 'node:fs';
import { isRecord } from './platform/rows.ts';

/** The configuration can't be used; the message has a line for each variable that is wrong. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** What a person has to know of a variable, besides its form. */
export interface About {
  /** One or two sentences; units are told here. */
  readonly about: string;
  /** Secrets are never shown, and belong into a secret store. */
  readonly secret?: boolean;
  /** For the example file, where there is no default. */
  readonly example?: string;
  /** The name of a family of variables, such as `PROVIDER_<NAME>_URL`; the reference has one entry for all of them. */
  readonly family?: string;
}

type WithDefault<T> = About & { readonly default: T };

/** A variable as it was asked for. */
export interface Variable extends About {
  readonly name: string;
  readonly section: string;
  /** What may be put there, in words. */
  readonly form: string;
  /** As it would be written; absent when there is none. */
  readonly default?: string;
  readonly required: boolean;
}

/** A reader over one environment; ask for values, then call `finish`. */
export class EnvironmentReader {
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #problems: string[] = [];
  readonly #variables: Variable[] = [];
  #section = '';

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.#env = env;
  }

  /** Everything that was asked for so far, in order. */
  get variables(): readonly Variable[] {
    return this.#variables;
  }

  /** Heads the variables that are asked for next. */
  section(title: string): void {
    this.#section = title;
  }

  /** A text that is not empty. Without a default it is required. */
  text(name: string, about: About & { readonly default?: string; readonly form?: string }): string {
    this.#declare(name, about.form ?? 'text', about, about.default, about.default === undefined);
    return this.#value(name) ?? about.default ?? this.#missing(name);
  }

  /** A text, or undefined when it is not set. */
  optionalText(name: string, about: About & { readonly form?: string }): string | undefined {
    this.#declare(name, about.form ?? 'text', about, undefined, false);
    return this.#value(name);
  }

  /** Values separated by commas, at least one. Without a default it is required. */
  list(name: string, about: About & { readonly default?: string; readonly form?: string }): readonly string[] {
    const values = this.text(name, { form: 'values separated by commas', ...about }).split(',');
    return values.map((value) => value.trim()).filter((value) => value !== '');
  }

  /** A whole number within bounds. */
  integer(name: string, about: WithDefault<number> & { readonly min: number; readonly max: number }): number {
    const form = `a whole number from ${about.min} to ${about.max}`;
    this.#declare(name, form, about, String(about.default), false);
    const value = this.#value(name);
    if (value === undefined) return about.default;
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= about.min && number <= about.max) return number;
    this.#wrong(name, about, `is "${value}"`, form);
    return about.default;
  }

  /** A share from 0 to 1. */
  fraction(name: string, about: WithDefault<number>): number {
    const form = 'a number from 0 to 1, such as 0.5';
    this.#declare(name, form, about, String(about.default), false);
    const value = this.#value(name);
    if (value === undefined) return about.default;
    const number = Number(value);
    if (/^\d+(\.\d+)?$/.test(value) && number <= 1) return number;
    this.#wrong(name, about, `is "${value}"`, form);
    return about.default;
  }

  /** One of some words. */
  oneOf<const T extends string>(name: string, allowed: readonly T[], about: WithDefault<NoInfer<T>>): T {
    const form = `one of ${allowed.join(', ')}`;
    this.#declare(name, form, about, about.default, false);
    const value = this.#value(name) ?? about.default;
    const found = allowed.find((one) => one === value);
    if (found !== undefined) return found;
    this.#wrong(name, about, `is "${value}"`, form);
    return about.default;
  }

  /** `on` or `off`. */
  flag(name: string, about: WithDefault<boolean>): boolean {
    return this.oneOf(name, ['on', 'off'], { ...about, default: about.default ? 'on' : 'off' }) === 'on';
  }

  /** A URL with one of the given protocols (each with its colon), returned without a trailing slash. Without a default it is required. */
  url(name: string, protocols: readonly string[], about: About & { readonly default?: string }): string {
    this.#declare(name, urlForm(protocols), about, about.default, about.default === undefined);
    const value = this.#value(name) ?? about.default;
    return value === undefined ? this.#missing(name) : this.#checkedUrl(name, protocols, value);
  }

  /** Like `url`, or undefined when it is not set. */
  optionalUrl(name: string, protocols: readonly string[], about: About): string | undefined {
    this.#declare(name, urlForm(protocols), about, undefined, false);
    const value = this.#value(name);
    return value === undefined ? undefined : this.#checkedUrl(name, protocols, value);
  }

  /** What is in the file that the variable names, read now; undefined when it is not set. */
  optionalFile(name: string, about: About): string | undefined {
    this.#declare(name, 'path of a file', about, undefined, false);
    const path = this.#value(name);
    if (path === undefined) return undefined;
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.refuse(name, `names a file that can't be read (${reason}). Set it to the path of a readable file`);
      return undefined;
    }
  }

  /** JSON: `{"merchant": {"url": "https://…", "secret": "…"}}`; nothing when it is not set. */
  webhooks(name: string, about: About): Readonly<Record<string, { readonly url: string; readonly secret: string }>> {
    const form = 'JSON: {"merchant-id": {"url": "https://…", "secret": "…"}}';
    this.#declare(name, form, about, undefined, false);
    const webhooks: Record<string, { readonly url: string; readonly secret: string }> = {};
    const parsed = parseJson(this.#value(name) ?? '{}');
    if (!isRecord(parsed)) {
      this.refuse(name, 'is not a JSON object. Write {"merchant-id": {"url": "https://…", "secret": "…"}}');
      return webhooks;
    }
    for (const [merchant, entry] of Object.entries(parsed)) {
      const { url, secret } = isRecord(entry) ? entry : {};
      if (typeof url === 'string' && URL.canParse(url) && typeof secret === 'string' && secret !== '') {
        webhooks[merchant] = { url, secret };
      } else this.refuse(name, `has an entry of merchant "${merchant}" that needs a "url" and a "secret"`);
    }
    return webhooks;
  }

  /** Notes a problem of the caller's own finding: `NAME problem.`; say what to do, and show no secrets. */
  refuse(name: string, problem: string): void {
    this.#problems.push(`${name} ${problem}.`);
  }

  /** @throws ConfigurationError when anything that was read was wrong. */
  finish(): void {
    if (this.#problems.length === 0) return;
    throw new ConfigurationError(`The configuration can't be used:\n  ${this.#problems.join('\n  ')}`);
  }

  /** What is set and not blank. */
  #value(name: string): string | undefined {
    const value = this.#env[name]?.trim();
    return value === '' ? undefined : value;
  }

  #declare(name: string, form: string, about: About, fallback: string | undefined, required: boolean): void {
    this.#variables.push({
      about: about.about,
      ...(about.secret === undefined ? {} : { secret: about.secret }),
      ...(about.example === undefined ? {} : { example: about.example }),
      ...(about.family === undefined ? {} : { family: about.family }),
      ...(fallback === undefined ? {} : { default: fallback }),
      name,
      section: this.#section,
      form,
      required,
    });
  }

  #missing(name: string): string {
    this.refuse(name, 'is not set. Set it to a value that is not empty');
    return '';
  }

  #wrong(name: string, about: About, what: string, form: string): void {
    this.refuse(name, `${about.secret === true ? 'is wrong' : what}. Set it to ${form}`);
  }

  #checkedUrl(name: string, protocols: readonly string[], value: string): string {
    if (URL.canParse(value) && protocols.includes(new URL(value).protocol)) return value.replace(/\/$/, '');
    this.refuse(name, `is not ${urlForm(protocols)}`);
    return value;
  }
}

function urlForm(protocols: readonly string[]): string {
  return `a URL of the form ${protocols.map((protocol) => `${protocol}//…`).join(' or ')}`;
}

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
