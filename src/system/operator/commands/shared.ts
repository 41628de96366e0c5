/** What several commands have in common. */
import type { ServiceName } from '../../config/process.ts';
import { asError } from '../../platform/errors.ts';
import { type Command, given, type Input, type OptionSpec, type Output, UsageError } from '../command.ts';
import { type Column, type Fields, fields, listIn, table } from '../output.ts';
import { ServiceError, type Services } from '../services.ts';

/** Options of lists that have pages. */
export const PAGE_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  limit: { value: 'NUMBER', about: 'Most entries that are shown, 50 by default and 200 at most.' },
  cursor: { value: 'CURSOR', about: 'Go on from here: what the page before gave for it.' },
};

export const SERVICE_OPTION: OptionSpec = { value: 'SERVICE', about: 'Only this service; all of them by default.' };

/** A thing, one field per line. */
export function showing(thing: Fields): Output {
  return { json: thing, text: fields(thing) };
}

/** A list with pages, of one service. */
export interface ListSpec {
  readonly name: string;
  readonly about: string;
  readonly service: ServiceName;
  readonly path: string;
  /** The field of the answer that holds the entries. */
  readonly field: string;
  readonly columns: readonly Column[];
  /** Options that narrow it; each is a field of the query. */
  readonly filters: Readonly<Record<string, OptionSpec>>;
}

/** A command that prints such a list. */
export function listCommand(spec: ListSpec): Command {
  return {
    name: spec.name,
    about: spec.about,
    options: { ...spec.filters, ...PAGE_OPTIONS },
    async run(input) {
      const query = queryOf(input, Object.keys(spec.filters));
      const answer = await input.services.call(spec.service, 'GET', spec.path, { query });
      return { json: answer, text: page(spec.columns, listIn(answer, spec.field), answer) };
    },
  };
}

/** The fields of a query: filters and page. */
export function queryOf(input: Input, filters: readonly string[]): Record<string, string> {
  return { ...given(input, [...filters, 'limit', 'cursor']) };
}

/** A table, with what to type for the page after it. */
export function page(columns: readonly Column[], rows: readonly Fields[], answer: Fields): string {
  const next = answer['next_cursor'];
  const text = table(columns, rows);
  return typeof next === 'string' ? `${text}\n\nThere are more: --cursor ${next}` : text;
}

/** What each of several services answered; those that did not are told as problems. */
export interface Collected {
  readonly answers: readonly { readonly service: ServiceName; readonly answer: Fields }[];
  readonly problems: readonly string[];
}

/** Asks several services the same. One that fails does not keep the others from being asked. */
export async function askEach(
  input: Input,
  ask: (services: Services, service: ServiceName) => Promise<Fields>,
): Promise<Collected> {
  const names = input.services.named(input.option('service'));
  const answers: { service: ServiceName; answer: Fields }[] = [];
  const problems: string[] = [];
  for (const service of names) {
    try {
      answers.push({ service, answer: await ask(input.services, service) });
    } catch (error) {
      if (error instanceof UsageError) throw error;
      problems.push(asError(error).message);
    }
  }
  return { answers, problems };
}

/**
 * The service that knows a thing: the one of `--service`, or the first one that does not say 404.
 *
 * @throws ServiceError when none does.
 */
export async function whoKnows(input: Input, path: string): Promise<{ service: ServiceName; answer: Fields }> {
  const failures: string[] = [];
  for (const service of input.services.named(input.option('service'))) {
    try {
      return { service, answer: await input.services.call(service, 'GET', path) };
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      failures.push(error.message);
    }
  }
  throw new ServiceError([...new Set(failures)].join('\n'));
}
