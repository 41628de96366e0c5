/** `npm run mutants`: tries all mutants, or some, and writes the table. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadEngine, paymentsEngineUrl } from '../simulation/campaign/engine-module.ts';
import { isCallersError, plainError } from '../simulation/campaign/errors.ts';
import { exitCodes } from '../simulation/cli/exit.ts';
import { Interrupts } from '../simulation/cli/interrupts.ts';
import { type Mutant, readCatalogue } from './catalogue.ts';
import { checkMutants } from './check.ts';
import { helpText, type MutantOptions, parseOptions } from './options.ts';
import { resultLine } from './progress-line.ts';
import { mutantsJson, mutantsPage, sumsOf, type Tried } from './report.ts';
import { projectRoot } from './sandbox.ts';
import { searchMutants } from './search.ts';
import { ResultStore } from './store.ts';

/** A trial that takes longer than this on the wall proves nothing. */
const trialMs = 900_000;
const reports = join(projectRoot, 'reports');

async function main(args: readonly string[]): Promise<number> {
  const all = readCatalogue();
  const options = parseOptions(
    args,
    all.map(({ name }) => name),
  );
  const { only } = options;
  const wanted = all.filter(({ name }) => only?.some((part) => name.includes(part)) ?? true);
  if (options.help) process.stdout.write(helpText);
  else if (options.list) for (const { name, what } of wanted) console.log(`${name.padEnd(44)}${what}`);
  else return options.check ? checkMutants(wanted) : await search(wanted, all, options);
  return exitCodes.holds;
}

async function search(wanted: readonly Mutant[], all: readonly Mutant[], options: MutantOptions): Promise<number> {
  const interrupts = new Interrupts(() => process.stderr.write('\nStopping… once more ends it at once.\n'));
  const store = new ResultStore(join(reports, 'mutants'));
  try {
    const results = await searchMutants(wanted, {
      store,
      jobs: options.jobs,
      fresh: options.fresh,
      shrinkMs: options.shrinkSeconds * 1_000,
      trialMs,
      signal: interrupts.signal,
      onResult: (mutant, result, done) => console.log(resultLine(mutant, result, done, wanted.length)),
    });
    const tried = wanted.flatMap((mutant): Tried[] => {
      const result = results.get(mutant.name);
      return result === undefined ? [] : [{ mutant, result }];
    });
    await writeReports(all.length === wanted.length ? tried : withEarlier(all, tried, store));
    const { mutants, verdicts, medianCpuSeconds, medianFaults } = sumsOf(tried);
    console.log(
      `\n${verdicts.killed} of ${mutants} killed; medians: ${medianCpuSeconds.toFixed(1)} CPU seconds, ${medianFaults} faults. Table: reports/mutants.md`,
    );
    return interrupts.code ?? (verdicts.killed === wanted.length ? exitCodes.holds : exitCodes.violated);
  } finally {
    interrupts.release();
  }
}

/** Mutants that were not asked for stay in the table as they are. */
function withEarlier(all: readonly Mutant[], tried: readonly Tried[], store: ResultStore): readonly Tried[] {
  const now = new Map(tried.map((one) => [one.mutant.name, one]));
  return all.flatMap((mutant): Tried[] => {
    const result = now.get(mutant.name)?.result ?? store.read(mutant.name);
    return result === undefined ? [] : [{ mutant, result }];
  });
}

async function writeReports(tried: readonly Tried[]): Promise<void> {
  const { catalogue } = await loadEngine(paymentsEngineUrl);
  mkdirSync(reports, { recursive: true });
  const properties = catalogue.properties.map(({ name }) => name);
  writeFileSync(join(reports, 'mutants.md'), mutantsPage(tried, properties));
  writeFileSync(join(reports, 'mutants.json'), mutantsJson(tried));
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const { name, message, stack } = plainError(error);
  process.stderr.write(`mutants: ${isCallersError({ name, message }) ? message : (stack ?? message)}\n`);
  process.exitCode = exitCodes.usage;
}
