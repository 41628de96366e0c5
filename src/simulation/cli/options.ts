/** Turns what was typed into options, or says in one line what is wrong with it and what would be right. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type FaultProfile, faultProfiles, type SystemName, systems } from '../campaign/engine.ts';
import { UsageError } from '../campaign/errors.ts';
import { isSeed, seedMax } from '../campaign/input.ts';
import { randomScenario } from '../campaign/jobs.ts';
import { suggestion } from './nearest.ts';

export type Command = 'simulate' | 'merge' | 'replay' | 'verify-determinism' | 'scenario-reports' | 'list' | 'help';

export interface CliOptions {
  readonly command: Command;
  /** Absent: all scenarios, then random runs. */
  readonly scenarios?: readonly string[];
  readonly seed: number;
  /** Absent: until the time is over. */
  readonly runs?: number;
  /** Wall time of the whole command; absent: as long as the runs take. */
  readonly seconds?: number;
  readonly workers: number;
  readonly faults?: FaultProfile;
  readonly shard?: { readonly index: number; readonly of: number };
  /** A token, or the path of a file that holds one. */
  readonly replay?: string;
  /** Directory for the pages; absent: a fresh one under `reports/runs`. */
  readonly report?: string;
  readonly json?: string;
  readonly junit?: string;
  /** With `merge`: what is merged. */
  readonly files: readonly string[];
  readonly system: SystemName;
  readonly keepGoing: boolean;
  readonly check: boolean;
  /** Real servers and processes instead of simulated ones. */
  readonly live: boolean;
  /** Every single fault of the reference runs, instead of scenarios and random runs. */
  readonly exhaustive: boolean;
  /** With `exhaustive`: how many pairs of faults besides. */
  readonly pairs?: number;
}

const secondsDefault = 45;
const workersMax = 64;
const runsOfVerifyDefault = 20;

const definitions = {
  scenario: { type: 'string' },
  seed: { type: 'string' },
  runs: { type: 'string' },
  seconds: { type: 'string' },
  workers: { type: 'string' },
  faults: { type: 'string' },
  shard: { type: 'string' },
  replay: { type: 'string' },
  report: { type: 'string' },
  json: { type: 'string' },
  junit: { type: 'string' },
  merge: { type: 'boolean' },
  system: { type: 'string' },
  'keep-going': { type: 'boolean' },
  live: { type: 'boolean' },
  exhaustive: { type: 'boolean' },
  pairs: { type: 'string' },
  'verify-determinism': { type: 'boolean' },
  'scenario-reports': { type: 'boolean' },
  check: { type: 'boolean' },
  list: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * @param args What follows the name of the program.
 * @param scenarios The names that `--scenario` may use, besides `random` and `all`.
 * @param onDemand Further ones, which `all` does not mean.
 * @throws UsageError
 */
export function parseOptions(
  args: readonly string[],
  scenarios: readonly string[],
  onDemand: readonly string[] = [],
): CliOptions {
  const { values, positionals } = parsed(args);
  const command = commandOf(values);
  checkFilesNamed(command, positionals);
  const exhaustive = isExhaustive(values, command);
  const pairs = values.pairs === undefined ? undefined : countOf('--pairs', values.pairs, 1e9);
  const chosen = scenariosOf(values.scenario, scenarios, onDemand);
  const seed = seedOf(values.seed);
  const runs = values.runs === undefined ? runsDefault(command, values.seed) : countOf('--runs', values.runs, 1e9);
  const seconds = secondsOf(values.seconds, runs !== undefined || exhaustive);
  const faults = values.faults === undefined ? undefined : oneOf('--faults', values.faults, faultProfiles);
  const shard = values.shard === undefined ? undefined : shardOf(values.shard);
  return {
    command,
    seed,
    workers: values.live === true && values.workers === undefined ? 1 : workersOf(values.workers, command),
    system: oneOf('--system', values.system ?? 'shipped', systems),
    keepGoing: values['keep-going'] === true,
    check: values.check === true,
    live: isLive(values, command),
    exhaustive,
    ...(pairs === undefined ? {} : { pairs }),
    ...(chosen === undefined ? {} : { scenarios: chosen }),
    ...(runs === undefined ? {} : { runs }),
    ...(seconds === undefined ? {} : { seconds }),
    ...(faults === undefined ? {} : { faults }),
    ...(shard === undefined ? {} : { shard }),
    ...(values.replay === undefined ? {} : { replay: values.replay }),
    ...(values.report === undefined ? {} : { report: pathOf('--report', values.report) }),
    files: positionals,
    ...(values.junit === undefined ? {} : { junit: pathOf('--junit', values.junit) }),
    ...(values.json === undefined ? {} : { json: pathOf('--json', values.json) }),
  };
}

function parsed(args: readonly string[]) {
  try {
    const joined = negativesJoined(args);
    return parseArgs({ args: joined, options: definitions, strict: true, allowPositionals: true });
  } catch (error) {
    throw new UsageError(argumentError(error, args));
  }
}

/** `--seed -1` as `--seed=-1`: a number is never an option, and what is wrong with it is for the option to say. */
function negativesJoined(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const before = joined.at(-1);
    if (/^-\d/.test(arg) && before !== undefined && /^--[a-z-]+$/.test(before)) joined[joined.length - 1] += `=${arg}`;
    else joined.push(arg);
  }
  return joined;
}

/** Node's own messages are right but long, and do not say what was meant. */
function argumentError(error: unknown, args: readonly string[]): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const message = error instanceof Error ? error.message : String(error);
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const names = Object.keys(definitions);
    const known = new Set(names.map((name) => `--${name}`));
    const typed = args.map((arg) => arg.split('=')[0] ?? arg).find((arg) => arg.startsWith('-') && !known.has(arg));
    const word = typed ?? 'that';
    return `There is no option ${word}.${suggestion(word, [...known])} See --help.`;
  }
  if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE' && !message.includes('does not take')) {
    return `${/--[a-z-]+/.exec(message)?.[0] ?? 'That option'} wants a value. See --help.`;
  }
  return `${message.split('\n')[0]?.replace(/\.?$/, '.') ?? ''} See --help.`;
}

/** Only the files to be merged stand alone. */
function checkFilesNamed(command: Command, [word]: readonly string[]): void {
  if (command === 'merge' && word === undefined) {
    throw new UsageError('--merge wants the files to be merged, such as --merge a.json b.json.');
  }
  if (command !== 'merge' && word !== undefined) {
    throw new UsageError(`"${word}" stands alone; every setting has a name, such as --scenario ${word}. See --help.`);
  }
}

type Values = ReturnType<typeof parsed>['values'];

function commandOf(values: Values): Command {
  if (values.help === true) return 'help';
  if (values.list === true) return 'list';
  if (values.merge === true) return 'merge';
  if (values['scenario-reports'] === true) return 'scenario-reports';
  if (values.check === true) throw new UsageError('--check belongs to --scenario-reports.');
  if (values['verify-determinism'] === true) return 'verify-determinism';
  return values.replay === undefined ? 'simulate' : 'replay';
}

/** Live runs never repeat, so what compares or enumerates runs is not for them; the input of one can be played once more. */
function isLive(values: ReturnType<typeof parsed>['values'], command: Command): boolean {
  if (values.live !== true) return false;
  const others = (['exhaustive', 'shard', 'system'] as const).find((name) => values[name] !== undefined);
  if (others !== undefined) throw new UsageError(`--live does not go with --${others}.`);
  if (!['simulate', 'replay', 'help', 'list'].includes(command))
    throw new UsageError(`--live does not go with --${command}.`);
  return true;
}

/** The search has runs of its own, so options that choose others contradict it. */
function isExhaustive(values: Values, command: Command): boolean {
  if (values.exhaustive !== true) {
    if (values.pairs !== undefined) throw new UsageError('--pairs belongs to --exhaustive.');
    return false;
  }
  const others = (['scenario', 'seed', 'runs', 'faults'] as const).find((name) => values[name] !== undefined);
  if (others !== undefined) throw new UsageError(`--exhaustive decides by itself what is run; leave out --${others}.`);
  if (command !== 'simulate') throw new UsageError(`--exhaustive does not go with --${command}.`);
  return true;
}

function scenariosOf(
  text: string | undefined,
  usual: readonly string[],
  onDemand: readonly string[],
): readonly string[] | undefined {
  if (text === undefined) return undefined;
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('all')) return [...usual, randomScenario];
  const known = [...usual, ...onDemand];
  for (const name of names) {
    if (name === randomScenario || known.includes(name)) continue;
    const list = [...known, randomScenario, 'all'];
    const hint = suggestion(name, list);
    throw new UsageError(`There is no scenario "${name}".${hint} Known are: ${list.join(', ')}.`);
  }
  return [...new Set(names)];
}

function seedOf(text: string | undefined): number {
  if (text === undefined) return 1;
  const seed = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!isSeed(seed)) throw new UsageError(`--seed wants a whole number from 0 to ${seedMax}, not "${text}".`);
  return seed;
}

/** A seed that was named is run once; determinism is checked on some seeds; otherwise the time decides. */
function runsDefault(command: Command, seed: string | undefined): number | undefined {
  if (seed !== undefined) return 1;
  return command === 'verify-determinism' ? runsOfVerifyDefault : undefined;
}

/** @param bounded Whether the runs come to an end by themselves. */
function secondsOf(text: string | undefined, bounded: boolean): number | undefined {
  if (text !== undefined) {
    const seconds = Number(text);
    if (text.trim() !== '' && seconds > 0 && Number.isFinite(seconds)) return seconds;
    throw new UsageError(`--seconds wants a number above 0, not "${text}".`);
  }
  return bounded ? undefined : secondsDefault;
}

function workersOf(text: string | undefined, command: Command): number {
  const least = command === 'verify-determinism' ? 2 : 1;
  const workers = text === undefined ? Math.min(availableParallelism(), 8) : countOf('--workers', text, workersMax);
  return Math.max(least, workers);
}

function shardOf(text: string): { readonly index: number; readonly of: number } {
  const [, index, of] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (index === undefined || of === undefined || index < 1 || index > of) {
    throw new UsageError(`--shard wants I/N with I from 1 to N, such as 2/4, not "${text}".`);
  }
  return { index, of };
}

function countOf(option: string, text: string, most: number): number {
  const count = /^\d+$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > most) {
    throw new UsageError(`${option} wants a whole number from 1 to ${most}, not "${text}".`);
  }
  return count;
}

function pathOf(option: string, text: string): string {
  if (text.trim() === '') throw new UsageError(`${option} wants a path.`);
  return text;
}

function oneOf<T extends string>(option: string, text: string, known: readonly T[]): T {
  const found = known.find((one) => one === text);
  if (found !== undefined) return found;
  throw new UsageError(`${option} wants one of ${known.join(', ')}, not "${text}".${suggestion(text, known)}`);
}
