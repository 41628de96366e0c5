/** What a command of the operators is, and what it is given. */
import type { Services } from './services.ts';

/** Wrong usage: the message says what, and the process ends with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** An option `--name VALUE`, or `--name` alone when it has no value. */
export interface OptionSpec {
  /** What stands for the value in the help; absent for a switch. */
  readonly value?: string;
  readonly about: string;
  readonly required?: boolean;
}

/** What a command has to say. */
export interface Output {
  /** What `--json` prints. */
  readonly json: unknown;
  /** What is printed otherwise, without a line break at the end. */
  readonly text: string;
  /** What went wrong beside it; printed to standard error, and the process ends with 1. */
  readonly problems?: readonly string[];
}

/** What a command is called with; all of it was checked against its specification. */
export interface Input {
  /** The arguments, as many as the command has. */
  readonly args: readonly string[];
  /** The value of an option, undefined when it was not given. */
  option(name: string): string | undefined;
  /** Whether a switch was given. */
  flag(name: string): boolean;
  readonly services: Services;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface Command {
  /** For example `payments show`. */
  readonly name: string;
  /** One sentence. */
  readonly about: string;
  /** Names of its arguments, in capitals; one in brackets may be left out. */
  readonly arguments?: readonly string[];
  readonly options?: Readonly<Record<string, OptionSpec>>;
  run(input: Input): Promise<Output>;
}

/** The argument at `index`; the command has so many. */
export function argument({ args }: Input, index: number): string {
  const value = args[index];
  if (value === undefined) throw new UsageError('An argument is missing.');
  return value;
}

/** Those options that were given, as the fields of a query or of a body. `--min-balance` becomes `min_balance`. */
export function given(input: Input, names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = input.option(name);
      return value === undefined ? [] : [[name.replaceAll('-', '_'), value]];
    }),
  );
}

/** An option that is a whole number; undefined when it was not given. */
export function wholeNumber(input: Input, name: string): number | undefined {
  const value = input.option(name);
  if (value === undefined) return undefined;
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(Number(value))) {
    throw new UsageError(`--${name} is "${value}"; it has to be a whole number.`);
  }
  return Number(value);
}
