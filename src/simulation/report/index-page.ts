/** The summary page of a campaign: is everything well, what was run, and where to look closer. */
import type { Explored } from '../campaign/exhaustive.ts';
import type { VerdictKind } from '../campaign/outcome.ts';
import { noFaults, type ScenarioTotals, type Totals, type VerdictCounts } from '../campaign/totals.ts';
import type { CampaignReport } from './campaign-report.ts';
import { duration } from './format.ts';
import { html, type Markup } from './markup.ts';
import { badge, facts, page, scrolling, table } from './page.ts';

/** A page about one run that the summary links to. */
export interface LinkedPage {
  readonly file: string;
  readonly title: string;
  readonly verdict: VerdictKind;
  /** Why this run has a page, such as `smallest run that violates never-negative`. */
  readonly why: string;
}

export interface IndexPage extends CampaignReport {
  readonly pages: readonly LinkedPage[];
  /** Claims of the properties, by name. */
  readonly claims: ReadonlyMap<string, string>;
}

export function indexPage(campaign: IndexPage): string {
  const { totals, elapsedMs, workers, interrupted } = campaign;
  const verdict = overall(totals.verdicts);
  const rate = totals.payments / Math.max(0.001, elapsedMs / 1_000);
  return page(
    'Simulation',
    html`<h1>Simulation ${badge(verdict)}</h1>
<p class="soft">${interrupted ? 'Interrupted before the end. ' : ''}The payment system in worlds that a seed decides, judged from outside.</p>
${facts([
  ['runs', String(totals.runs)],
  ['payments', String(totals.payments)],
  ['payments per second', rate.toFixed(1)],
  ['wall time', duration(Math.round(elapsedMs))],
  ['simulated time', duration(totals.virtualMs)],
  ['workers', String(workers)],
])}
<h2>Look closer</h2>
${scrolling(
  'Pages',
  table(
    ['run', 'verdict', 'why'],
    campaign.pages.map(({ file, title, verdict: kind, why }) => [
      html`<a href="${file}">${title}</a>`,
      badge(kind),
      why,
    ]),
  ),
)}
${exploredSection(campaign.explored)}
<h2>Scenarios</h2>
${scrolling('Scenarios', table(['scenario', 'runs', 'payments', 'verdict', 'seeds', 'who won'], Object.entries(totals.scenarios).map(scenarioRow)))}
<h2>Properties</h2>
${scrolling('Properties', table(['property', 'claim', 'holds', 'violated', 'inconclusive'], propertyRows(campaign)))}
<h2>Faults that struck</h2>
${counts(totals.faults)}
<h2>What was reached</h2>
<p class="soft">In how many runs, and in how many of those in which faults of a class struck. What was never reached comes first.</p>
${scrolling('What was reached', table(['what', 'in runs', ...faultClasses.map(([, head]) => head)], goalRows(totals)))}
<h2>Counters</h2>
${counts({ events: totals.events, statements: totals.statements, ...totals.counters })}
${pendingSection(totals)}
${notHolding(campaign.open)}`,
  );
}

function exploredSection(rows: readonly Explored[]): Markup | undefined {
  if (rows.length === 0) return undefined;
  const cells = rows.map(({ reference, kind, explored, of, struck }) => [reference, kind, explored, of, struck]);
  return html`<h2>What was explored</h2>
<p class="soft">Each reference run once for every single fault that can strike where it goes, and pairs as far as the budget went.</p>
${scrolling('What was explored', table(['reference run', 'fault', 'explored', 'of', 'struck'], cells))}`;
}

function overall({ violated, inconclusive, holds }: VerdictCounts): VerdictKind {
  if (violated > 0) return 'violated';
  return inconclusive > 0 || holds === 0 ? 'inconclusive' : 'holds';
}

function scenarioRow([name, totals]: readonly [string, ScenarioTotals]): readonly (string | number | Markup)[] {
  const { runs, payments, verdicts, seeds } = totals;
  const range = seeds.first === seeds.last ? String(seeds.first) : `${seeds.first}–${seeds.last}`;
  return [name, runs, payments, badge(overall(verdicts)), range, winnersInWords(totals)];
}

/** `payment 1 in 6 runs, payment 2 in 4 runs`; more than two are only counted; empty where the runs cannot be compared. */
export function winnersInWords({ winners }: ScenarioTotals): string {
  const entries = Object.entries(winners).sort(([a], [b]) => (a < b ? -1 : 1));
  const who = (key: string): string => {
    if (key === 'none') return 'nobody';
    const numbers = key.split('+').map((index) => Number(index) + 1);
    if (numbers.length > 2) return `${numbers.length} payments`;
    return `${numbers.length === 1 ? 'payment' : 'payments'} ${numbers.join(' and ')}`;
  };
  return entries.map(([key, count]) => `${who(key)} in ${count} ${count === 1 ? 'run' : 'runs'}`).join(', ');
}

function propertyRows({ totals, claims }: IndexPage): readonly (readonly (string | number)[])[] {
  return Object.entries(totals.properties).map(([name, { holds, violated, inconclusive }]) => [
    name,
    claims.get(name) ?? '',
    holds,
    violated,
    inconclusive,
  ]);
}

/** Classes of faults as the heads of columns. */
const faultClasses: readonly (readonly [string, string])[] = [
  [noFaults, 'no fault'],
  ['crashes', 'crashes'],
  ['network', 'network'],
  ['kafka', 'Kafka'],
  ['postgres', 'Postgres'],
  ['providers', 'providers'],
  ['time', 'time'],
];

/** Rarest first: what was never reached is what one looks for. */
function goalRows({ goals, reachedUnder }: Totals): readonly (readonly (string | number)[])[] {
  return Object.values(goals)
    .flatMap((counted) => Object.entries(counted))
    .sort(([, a], [, b]) => a - b)
    .map(([name, count]) => [name, count, ...faultClasses.map(([kind]) => reachedUnder[name]?.[kind] ?? 0)]);
}

function pendingSection({ pending }: Totals): Markup | undefined {
  const rows = Object.entries(pending);
  if (rows.length === 0) return undefined;
  return html`<h2>What had not come to its end</h2>
${scrolling('What had not come to its end', table(['what was waited for', 'in runs'], rows))}`;
}

function counts(all: Readonly<Record<string, number>>): Markup {
  const entries = Object.entries(all);
  if (entries.length === 0) return html`<p class="soft">None.</p>`;
  return facts(
    entries.map(([name, count]): readonly [string, string] => [
      name.replaceAll(/([A-Z])/g, ' $1').toLowerCase(),
      String(count),
    ]),
  );
}

const listedMax = 50;

function notHolding(open: CampaignReport['open']): Markup | undefined {
  if (open.length === 0) return undefined;
  const rows = open
    .slice(0, listedMax)
    .map(({ scenario, seed, verdict, what }) => [scenario, String(seed), badge(verdict), what]);
  return html`<h2>Runs that do not hold</h2>
<p class="soft">${open.length > listedMax ? `The first ${listedMax} of ${open.length}.` : ''}</p>
${scrolling('Runs that do not hold', table(['scenario', 'seed', 'verdict', 'what'], rows))}`;
}
