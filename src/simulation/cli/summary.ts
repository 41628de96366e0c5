/** The end of a campaign on the terminal: what a person wants to know at a glance, most important last. */
import type { VerdictKind } from '../campaign/outcome.ts';
import type { ScenarioTotals, Totals, VerdictCounts } from '../campaign/totals.ts';
import type { CampaignReport } from '../report/campaign-report.ts';
import { duration } from '../report/format.ts';
import { winnersInWords } from '../report/index-page.ts';
import { exploredInWords } from './exhaustive.ts';
import { counted, grouped, type Style } from './style.ts';

const nameWidth = 26;
const undecidedShown = 5;
const goalsShown = 8;

export function summaryText(summary: CampaignReport, style: Style): string {
  const { totals } = summary;
  if (totals.runs === 0) return `\n${verdictLine(summary, style)}`;
  return [
    '',
    ...Object.entries(totals.scenarios).map((entry) => scenarioLine(entry, style)),
    '',
    ...exploredInWords(summary.explored).map(([name, text]) => line(name, text)),
    ...propertyLines(totals, style),
    line('faults', countsInWords(totals.faults) || 'none'),
    ...goalLines(totals),
    ...pendingLines(totals),
    line('world', worldInWords(totals)),
    line('speed', speedInWords(summary)),
    ...undecidedLines(summary.open, style),
    '',
    verdictLine(summary, style),
  ].join('\n');
}

function line(name: string, text: string): string {
  return `  ${name.padEnd(nameWidth)}${text}`;
}

function scenarioLine([name, totals]: readonly [string, ScenarioTotals], style: Style): string {
  const { first, last } = totals.seeds;
  const seeds = first === last ? `seed ${first}` : `seeds ${first}–${last}`;
  const won = winnersInWords(totals);
  const winners = won === '' ? '' : `, completed: ${won}`;
  const text = `${signOf(totals.verdicts, style)} ${verdictCounts(totals.verdicts)}, ${seeds}${winners}`;
  return `  ${name.padEnd(nameWidth)}${text}`;
}

function verdictCounts({ holds, violated, inconclusive }: VerdictCounts): string {
  const parts = [`${counted(holds, 'run')} ${holds === 1 ? 'holds' : 'hold'}`];
  if (violated > 0) parts.push(`${grouped(violated)} violated`);
  if (inconclusive > 0) parts.push(`${grouped(inconclusive)} inconclusive`);
  return parts.join(', ');
}

/** Expectations are named after their scenario, `happy-path: 01-request-accepted`; properties have no prefix. */
function propertyLines({ properties }: Totals, style: Style): readonly string[] {
  const all = Object.entries(properties);
  const isExpectation = ([name]: readonly [string, VerdictCounts]): boolean => name.includes(': ');
  const wrong = all.filter(([, counts]) => !isWhole(counts));
  return [
    line('properties', wholeInWords(all.filter((entry) => !isExpectation(entry)))),
    ...(all.some(isExpectation) ? [line('expectations', wholeInWords(all.filter(isExpectation)))] : []),
    ...wrong.map(([name, counts]) => line('', `${signOf(counts, style)} ${name}: ${verdictCounts(counts)}`)),
  ];
}

/** How much of each group was reached, and what never was. */
function goalLines({ goals }: Totals): readonly string[] {
  return Object.entries(goals).map(([group, counts]) => {
    const all = Object.entries(counts);
    const never = all.flatMap(([name, count]) => (count === 0 ? [name.slice(name.indexOf(' ') + 1)] : []));
    const shown = never.slice(0, goalsShown).join(', ');
    const rest = never.length > goalsShown ? ` and ${never.length - goalsShown} more` : '';
    return line(
      group,
      `${all.length - never.length} of ${all.length} seen${never.length === 0 ? '' : `; never ${shown}${rest}`}`,
    );
  });
}

/** What runs that had to stop were waiting for. */
function pendingLines({ pending }: Totals): readonly string[] {
  return Object.entries(pending).map(([what, runs], index) =>
    line(index === 0 ? 'not ended' : '', `${what}, in ${counted(runs, 'run')}`),
  );
}

function wholeInWords(entries: readonly (readonly [string, VerdictCounts])[]): string {
  return `${entries.filter(([, counts]) => isWhole(counts)).length} of ${entries.length} hold in every run`;
}

function isWhole({ violated, inconclusive }: VerdictCounts): boolean {
  return violated + inconclusive === 0;
}

function countsInWords(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `${name} ${grouped(count)}`)
    .join(', ');
}

/** Lock waits always, since none at all would mean that nothing competed; of the others what there was. */
function worldInWords({ events, statements, counters }: Totals): string {
  const { lockWaits = 0, ...others } = counters;
  const some = Object.entries(others).filter(([, count]) => count > 0);
  const named = some.map(([name, count]): readonly [string, number] => [wordsOf(name), count]);
  const rest = countsInWords({ events, statements, ...Object.fromEntries(named) });
  return `lock waits ${grouped(lockWaits)}, ${rest}`;
}

/** `lock waits` for `lockWaits`. */
function wordsOf(name: string): string {
  return name.replaceAll(/([A-Z])/g, ' $1').toLowerCase();
}

function speedInWords({ totals, elapsedMs, workers }: CampaignReport): string {
  const rate = (totals.payments / Math.max(0.001, elapsedMs / 1_000)).toFixed(1);
  const payments = counted(totals.payments, 'payment');
  return `${payments}, ${rate} per second, ${counted(workers, 'worker')}, ${duration(totals.virtualMs)} simulated`;
}

function undecidedLines(open: CampaignReport['open'], style: Style): readonly string[] {
  const undecided = open.filter(({ verdict }) => verdict === 'inconclusive');
  const lines = undecided
    .slice(0, undecidedShown)
    .map(({ scenario, seed, what }) => `  ${style('yellow', '?')} ${scenario}, seed ${seed}: ${what}`);
  const rest = undecided.length - undecidedShown;
  return rest > 0 ? [...lines, `    and ${grouped(rest)} more`] : lines;
}

function verdictLine({ totals, elapsedMs, interrupted }: CampaignReport, style: Style): string {
  const kind = overall(totals.verdicts);
  const took = `${counted(totals.runs, 'run')} in ${(elapsedMs / 1_000).toFixed(1)} s`;
  const cut = interrupted ? ' (interrupted)' : '';
  if (kind === 'holds') return style(['bold', 'green'], `✓ Everything holds: ${took}${cut}.`);
  if (kind === 'violated')
    return style(['bold', 'red'], `✗ Violated: ${grouped(totals.verdicts.violated)} of ${took}${cut}.`);
  if (totals.runs === 0) return style(['bold', 'yellow'], `? No run was finished${cut}.`);
  return style(['bold', 'yellow'], `? Inconclusive: ${grouped(totals.verdicts.inconclusive)} of ${took}${cut}.`);
}

function overall({ holds, violated, inconclusive }: VerdictCounts): VerdictKind {
  if (violated > 0) return 'violated';
  return inconclusive > 0 || holds === 0 ? 'inconclusive' : 'holds';
}

function signOf(counts: VerdictCounts, style: Style): string {
  const kind = overall(counts);
  if (kind === 'holds') return style('green', '✓');
  return kind === 'violated' ? style('red', '✗') : style('yellow', '?');
}
