/**
 * The mutants: ways in which the system could have been written wrongly. Each has a folder of its own under `catalogue/` with `mutant.json`
 * (what it is, and who ought to notice) and `mutant.patch` (a unified diff of files below `src/system`).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FaultProfile, faultProfiles } from '../simulation/campaign/engine.ts';
import { UsageError } from '../simulation/campaign/errors.ts';
import { isRecord } from './json.ts';

export interface Mutant {
  /** Name of its folder, such as `01-check-then-write`. */
  readonly name: string;
  /** What is wrong, in one sentence. */
  readonly what: string;
  /** Where such a bug is known from. */
  readonly from: string;
  /** The properties that speak of its anomaly: one of them has to be violated in the first run that violates any. */
  readonly properties: readonly string[];
  /** A scenario, or `random`. */
  readonly scenario: string;
  readonly faults: FaultProfile;
  /** How many seeds are tried, from 1 on. */
  readonly runs: number;
  /**
   * What is run before the seeds, as a campaign does too: names of scenarios, and of kept cases in `src/properties/regressions`. For
   * mutants whose line is rarely reached otherwise.
   */
  readonly cases: readonly string[];
  /** Variables of the services' environment that are laid over those of each drawn run. */
  readonly settings: Readonly<Record<string, string>>;
  /** A unified diff. */
  readonly patch: string;
}

export const catalogueDirectory = join(import.meta.dirname, 'catalogue');

const runsDefault = 100;

/** All mutants by name. */
export function readCatalogue(directory: string = catalogueDirectory): readonly Mutant[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map((name) => readMutant(directory, name));
}

/** @throws UsageError if the folder doesn't hold a mutant. */
export function readMutant(directory: string, name: string): Mutant {
  const file = join(directory, name, 'mutant.json');
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const wrong = (what: string): UsageError => new UsageError(`${file} ${what}.`);
  if (!isRecord(content)) throw wrong('is no object');
  const { what, from, properties, scenario = 'random', faults = 'swarm', runs = runsDefault } = content;
  const { cases = [], settings = {} } = content;
  if (typeof what !== 'string' || typeof from !== 'string') throw wrong('needs "what" and "from", a sentence each');
  if (!isTexts(properties) || properties.length === 0)
    throw wrong('needs "properties", the names of those that see it');
  if (typeof scenario !== 'string') throw wrong('has a "scenario" that is no name');
  const profile = faultProfiles.find((one) => one === faults);
  if (profile === undefined) throw wrong(`has "faults" that are none of ${faultProfiles.join(', ')}`);
  if (typeof runs !== 'number' || !Number.isInteger(runs) || runs < 1) throw wrong('has "runs" that are no count');
  if (!isTexts(cases)) throw wrong('has "cases" that are no list of names');
  if (!isTextRecord(settings)) throw wrong('has "settings" that are not texts');
  const patch = readFileSync(join(directory, name, 'mutant.patch'), 'utf8');
  return { name, what, from, properties, scenario, faults: profile, runs, cases, settings, patch };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isTextRecord(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && isTexts(Object.values(value));
}
