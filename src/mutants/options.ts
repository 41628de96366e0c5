/** What was typed after `npm run mutants --`. */
import { parseArgs } from 'node:util';
import { plainError, UsageError } from '../simulation/campaign/errors.ts';
import { suggestion } from '../simulation/cli/nearest.ts';

export interface MutantOptions {
  /** Names, or parts of names, of the mutants that are wanted; absent: all. */
  readonly only?: readonly string[];
  /** Trials side by side. */
  readonly jobs: number;
  /** Try again what was tried on the same code. */
  readonly fresh: boolean;
  /** Only look whether every mutant fits the code and compiles. */
  readonly check: boolean;
  /** Only list the mutants. */
  readonly list: boolean;
  /** Longest time for shrinking one case, in seconds on the wall. */
  readonly shrinkSeconds: number;
  readonly help: boolean;
}

export const helpText = `npm run mutants -- [options]

Breaks the system on purpose, one mutant of src/mutants/catalogue at a time, in a copy of the tree, and looks whether the
properties notice. Writes reports/mutants.md and reports/mutants.json.

  --only NAME[,NAME]    only mutants whose name contains one of these
  --jobs N              trials side by side (default 1)
  --fresh               try again what was tried on the same code before; otherwise an interrupted search goes on
  --shrink-seconds N    longest time for shrinking one case (default 20)
  --check               only look whether every mutant fits the code and compiles
  --list                only list the mutants
  --help

Exit codes: 0 every mutant was killed by a property that speaks of it, 1 not every one, 2 wrong usage or environment.
`;

const definitions = {
  only: { type: 'string' },
  jobs: { type: 'string' },
  fresh: { type: 'boolean' },
  'shrink-seconds': { type: 'string' },
  check: { type: 'boolean' },
  list: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * @param names The mutants that there are.
 * @throws UsageError
 */
export function parseOptions(args: readonly string[], names: readonly string[]): MutantOptions {
  const values = parsed(args);
  const only = values.only?.split(',').map((name) => name.trim());
  for (const part of only ?? []) {
    if (names.some((name) => name.includes(part))) continue;
    throw new UsageError(`No mutant's name contains "${part}".${suggestion(part, names)} See --list.`);
  }
  return {
    jobs: countOf('--jobs', values.jobs ?? '1', 64),
    shrinkSeconds: countOf('--shrink-seconds', values['shrink-seconds'] ?? '20', 3_600),
    fresh: values.fresh === true,
    check: values.check === true,
    list: values.list === true,
    help: values.help === true,
    ...(only === undefined ? {} : { only }),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: definitions, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(`${plainError(error).message.split('. ')[0] ?? ''}. See --help.`);
  }
}

function countOf(option: string, text: string, most: number): number {
  const count = /^\d+$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > most)
    throw new UsageError(`${option} wants a whole number from 1 to ${most}, not "${text}".`);
  return count;
}
