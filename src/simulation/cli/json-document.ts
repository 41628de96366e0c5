/** Recognises a file that `--json` wrote, so far as `--merge` reads it. */
import type { Explored } from '../campaign/exhaustive.ts';
import type { Totals } from '../campaign/totals.ts';
import type { CampaignReport } from '../report/campaign-report.ts';
import { jsonVersion } from './json.ts';

export interface JsonDocument extends Pick<CampaignReport, 'open' | 'failures' | 'workers' | 'interrupted'> {
  readonly version: typeof jsonVersion;
  readonly runs: readonly unknown[];
  readonly totals: Totals & { readonly elapsedMs: number };
  readonly explored: readonly Explored[];
}

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

/** True for a document of this version; what it is merged from is looked at, down to the numbers. */
export function isJsonDocument(value: unknown): value is JsonDocument {
  return (
    isFields(value) &&
    value['version'] === jsonVersion &&
    typeof value['interrupted'] === 'boolean' &&
    isNumber(value['workers']) &&
    Array.isArray(value['runs']) &&
    isTotals(value['totals']) &&
    isListOf(value['open'], { scenario: isText, seed: isNumber, verdict: isText, properties: isTexts, what: isText }) &&
    isListOf(value['failures'], { properties: isTexts, text: isText, command: isText }) &&
    isListOf(value['explored'], { reference: isText, kind: isText, explored: isNumber, of: isNumber, struck: isNumber })
  );
}

const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number';
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);
const isCounts: Check = (value) => isFields(value) && Object.values(value).every(isNumber);
const isVerdicts: Check = (value) => has(value, { holds: isNumber, violated: isNumber, inconclusive: isNumber });
const isScenario: Check = (value) =>
  has(value, {
    runs: isNumber,
    payments: isNumber,
    verdicts: isVerdicts,
    seeds: (seeds) => has(seeds, { first: isNumber, last: isNumber }),
    winners: isCounts,
  });

function isTotals(value: unknown): boolean {
  const sums = ['runs', 'payments', 'events', 'statements', 'virtualMs', 'wallMs', 'elapsedMs'];
  return has(value, {
    ...Object.fromEntries(sums.map((name) => [name, isNumber])),
    verdicts: isVerdicts,
    scenarios: recordOf(isScenario),
    properties: recordOf(isVerdicts),
    faults: isCounts,
    counters: isCounts,
    goals: recordOf(isCounts),
    reachedUnder: recordOf(isCounts),
    pending: isCounts,
  });
}

function recordOf(check: Check): Check {
  return (value) => isFields(value) && Object.values(value).every(check);
}

function isListOf(value: unknown, checks: Readonly<Record<string, Check>>): boolean {
  return Array.isArray(value) && value.every((one) => has(one, checks));
}

function has(value: unknown, checks: Readonly<Record<string, Check>>): boolean {
  return isFields(value) && Object.entries(checks).every(([name, check]) => check(value[name]));
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
