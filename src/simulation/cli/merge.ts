/** `--merge`: the JSON files of several campaigns, such as the shards of one, become one summary, one page, one file. */
import { readFileSync } from 'node:fs';
import { UsageError } from '../campaign/errors.ts';
import type { Explored } from '../campaign/exhaustive.ts';
import { mergedTotals } from '../campaign/merge-totals.ts';
import type { CampaignReport, FailureReport } from '../report/campaign-report.ts';
import { indexPage } from '../report/index-page.ts';
import { ReportDirectory } from '../report/report-directory.ts';
import { checkFiles, claimsOf, writeFiles } from './conclude.ts';
import { exitCodeOf } from './exit.ts';
import { documentText } from './json.ts';
import { isJsonDocument, type JsonDocument } from './json-document.ts';
import { indexFile } from './pages.ts';
import { styleFor } from './style.ts';
import { summaryText } from './summary.ts';
import type { Tools } from './workers.ts';

/** @returns The exit code, of all campaigns together. */
export function merge({ options, catalogue }: Tools): number {
  checkFiles(options);
  const documents = options.files.map(readDocument);
  const report = mergedReport(documents);
  const directory = ReportDirectory.open(options.report);
  directory.write(indexFile, indexPage({ ...report, pages: [], claims: claimsOf(catalogue) }));
  const style = styleFor(process.stdout);
  console.log(summaryText(report, style));
  for (const { text, command } of report.failures) console.log(`\n${text}\n  again      ${style('bold', command)}`);
  console.log(`\nReport: ${directory.shown(indexFile)}`);
  const runs = documents.flatMap((document) => document.runs);
  const failures = documents.flatMap((document) => document.failures);
  writeFiles(options, report, () => documentText(report, runs, failures));
  return exitCodeOf(report.totals.verdicts);
}

/** What the campaigns found together. The wall time is that of the longest, because shards run side by side. */
export function mergedReport(documents: readonly JsonDocument[]): CampaignReport {
  return {
    totals: mergedTotals(documents.map(({ totals }) => totals)),
    open: documents.flatMap(({ open }) => open),
    failures: firstOfEachKind(documents.flatMap(({ failures }) => failures)),
    explored: mergedExplored(documents.flatMap(({ explored }) => explored)),
    elapsedMs: documents.reduce((longest, { totals }) => Math.max(longest, totals.elapsedMs), 0),
    workers: documents.reduce((sum, { workers }) => sum + workers, 0),
    interrupted: documents.some(({ interrupted }) => interrupted),
  };
}

/** As in one campaign: one failure for each set of properties. */
function firstOfEachKind(failures: readonly FailureReport[]): readonly FailureReport[] {
  const kinds = Map.groupBy(failures, ({ properties }) => properties.join());
  return [...kinds.values()].flatMap(([first]) => first ?? []);
}

/** Each shard knows how much there is in all, and explored a part of it. */
function mergedExplored(rows: readonly Explored[]): readonly Explored[] {
  const places = Map.groupBy(rows, ({ reference, kind }) => `${reference} ${kind}`);
  return [...places.values()].flatMap((list) => {
    const [first] = list;
    if (first === undefined) return [];
    const sum = (of: (row: Explored) => number): number => list.reduce((total, row) => total + of(row), 0);
    return [{ ...first, explored: sum(({ explored }) => explored), struck: sum(({ struck }) => struck) }];
  });
}

/** @throws UsageError if the file cannot be read or was not written by `--json`. */
function readDocument(path: string): JsonDocument {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new UsageError(`--merge wants files that --json wrote; ${path} cannot be read or is no JSON.`);
  }
  if (isJsonDocument(content)) return content;
  throw new UsageError(
    `--merge wants files that --json of this version wrote; ${path} is none. Run that campaign again.`,
  );
}
