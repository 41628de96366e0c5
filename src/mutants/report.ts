/** The table of what became of the mutants, for people and for programs. */
import type { Mutant } from './catalogue.ts';
import type { MutantResult, MutantVerdict } from './result.ts';

/** One mutant and what became of it. */
export interface Tried {
  readonly mutant: Mutant;
  readonly result: MutantResult;
}

export interface Sums {
  readonly mutants: number;
  readonly verdicts: Readonly<Record<MutantVerdict, number>>;
  /** Of all that were tried, those that were killed by a property that speaks of them; from 0 to 1. */
  readonly killedShare: number;
  /** Medians over those that were killed; 0 if none was. */
  readonly medianCpuSeconds: number;
  readonly medianFaults: number;
  readonly medianRequests: number;
}

/** Words for a person. */
export const verdictWords: Readonly<Record<MutantVerdict, string>> = {
  killed: 'killed',
  'by-accident': 'killed by accident',
  survived: 'reached, not killed',
  'never-reached': 'never reached',
  failed: 'no verdict',
};

export function sumsOf(tried: readonly Tried[]): Sums {
  const results = tried.map(({ result }) => result);
  const killed = results.filter(({ verdict }) => verdict === 'killed');
  const shrunk = killed.flatMap((result) => result.shrunk ?? []);
  const count = (verdict: MutantVerdict): number => results.filter((result) => result.verdict === verdict).length;
  return {
    mutants: results.length,
    verdicts: {
      killed: count('killed'),
      'by-accident': count('by-accident'),
      survived: count('survived'),
      'never-reached': count('never-reached'),
      failed: count('failed'),
    },
    killedShare: results.length === 0 ? 0 : killed.length / results.length,
    medianCpuSeconds: median(killed.map(({ cpuSeconds }) => cpuSeconds)),
    medianFaults: median(shrunk.map(({ faults }) => faults)),
    medianRequests: median(shrunk.map(({ requests }) => requests)),
  };
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
}

/** The page `mutants.md`. */
export function mutantsPage(tried: readonly Tried[], properties: readonly string[]): string {
  return [
    '# Mutants',
    '',
    'The system was broken on purpose, one mutant at a time, and random runs with faults were judged by the properties. How this is done, and how',
    'to read the table, is told in [docs/oracle.md](../docs/oracle.md). Written by `npm run mutants`.',
    '',
    ...summaryLines(tried),
    '',
    '| Mutant | What is wrong | Expected | Verdict | Violated | Runs | CPU s | Shrunk to |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...tried.map(row),
    '',
    ...notKilled(tried),
    ...perProperty(tried, properties),
  ]
    .join('\n')
    .concat('\n');
}

function summaryLines(tried: readonly Tried[]): readonly string[] {
  const sums = sumsOf(tried);
  const { verdicts } = sums;
  return [
    `- ${sums.mutants} mutants: ${verdicts.killed} killed (${(100 * sums.killedShare).toFixed(1)} %), ${verdicts['by-accident']} killed by accident, ` +
      `${verdicts.survived} reached and not killed, ${verdicts['never-reached']} never reached, ${verdicts.failed} without a verdict.`,
    `- Medians of those that were killed: ${sums.medianCpuSeconds.toFixed(1)} CPU seconds from the start of the process to the kill; ` +
      `shrunk to ${sums.medianRequests} requests and ${sums.medianFaults} faults.`,
  ];
}

function row({ mutant, result }: Tried): string {
  const { shrunk } = result;
  const small =
    shrunk === undefined
      ? '–'
      : `${counted(shrunk.requests, 'request')}, ${counted(shrunk.faults, 'fault')}${shrunk.complete ? '' : ' *'}`;
  return `| ${[
    mutant.name,
    cell(mutant.what),
    code(mutant.properties),
    verdictWords[result.verdict],
    code(result.violated.map(({ property }) => property)),
    String(result.runs),
    result.cpuSeconds.toFixed(1),
    small,
  ].join(' | ')} |`;
}

function notKilled(tried: readonly Tried[]): readonly string[] {
  const others = tried.filter(({ result }) => result.verdict !== 'killed');
  if (others.length === 0) return [];
  return [
    '## Not killed by a property that speaks of it',
    '',
    ...others.map(({ mutant, result }) => `- ${mutant.name}: ${cell(reasonOf(result))}`),
    '',
  ];
}

function reasonOf({ verdict, runs, reachedRuns, violated, reason, inconclusive }: MutantResult): string {
  const undecided = inconclusive === 0 ? '' : ` ${inconclusive} runs came to no verdict.`;
  switch (verdict) {
    case 'failed':
      return reason ?? 'no reason is known';
    case 'never-reached':
      return `its line was executed in none of ${runs} runs.${undecided}`;
    case 'survived':
      return `its line was executed in ${reachedRuns} of ${runs} runs, and nothing was violated.${undecided}`;
    case 'by-accident':
    case 'killed':
      return violated.map(({ property, message }) => `${property} (${message})`).join('; ');
  }
}

/** Which property noticed how many, so that one that never fires is seen. */
function perProperty(tried: readonly Tried[], properties: readonly string[]): readonly string[] {
  return [
    '## By property',
    '',
    '| Property | Mutants that are meant for it | Mutants that it noticed first |',
    '| --- | --- | --- |',
    ...properties.map((property) => {
      const meant = tried.filter(({ mutant }) => mutant.properties.includes(property)).length;
      const noticed = tried.filter(({ result }) => result.violated.some((one) => one.property === property)).length;
      return `| \`${property}\` | ${meant} | ${noticed} |`;
    }),
  ];
}

/** The document `mutants.json`. */
export function mutantsJson(tried: readonly Tried[]): string {
  const mutants = tried.map(({ mutant, result }) => ({ ...mutant, patch: undefined, result }));
  return `${JSON.stringify({ totals: sumsOf(tried), mutants }, undefined, 2)}\n`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function code(names: readonly string[]): string {
  return names.length === 0 ? '–' : names.map((name) => `\`${name}\``).join(', ');
}

/** Text that does not end a cell of the table. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
