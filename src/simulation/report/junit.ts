/**
 * A campaign as JUnit's XML, which CI systems show: a test case for each property and each expectation, and one for the runs of each
 * scenario. What is violated is a failure, what is inconclusive an error: a time-out is no pass.
 */
import type { VerdictCounts } from '../campaign/totals.ts';
import type { CampaignReport, OpenRun } from './campaign-report.ts';

interface Case {
  readonly suite: string;
  readonly name: string;
  readonly failure?: Problem;
  readonly error?: Problem;
}

interface Problem {
  readonly message: string;
  readonly text: string;
}

const openShown = 20;

/** The document. */
export function junitText(report: CampaignReport): string {
  const cases = [...scenarioCases(report), ...propertyCases(report)];
  const suites = [...Map.groupBy(cases, ({ suite }) => suite)].map(([name, list]) => suiteXml(name, list));
  const seconds = (report.elapsedMs / 1_000).toFixed(3);
  const head = `<testsuites name="temblor" ${countsXml(cases)} time="${seconds}">`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${head}\n${suites.join('')}</testsuites>\n`;
}

function scenarioCases({ totals, open }: CampaignReport): readonly Case[] {
  return Object.entries(totals.scenarios).map(([scenario, { runs, verdicts }]) => {
    const own = open.filter((run) => run.scenario === scenario);
    const name = `${scenario}: ${runs} ${runs === 1 ? 'run' : 'runs'}`;
    return { suite: 'scenarios', name, ...problems(verdicts, own, () => '') };
  });
}

/** Expectations are named after their scenario, `happy-path: 01-request-accepted`; properties have no prefix. */
function propertyCases({ totals, open, failures }: CampaignReport): readonly Case[] {
  const detailsOf = (property: string): string =>
    failures
      .flatMap(({ properties, text, command }) => (properties.includes(property) ? [text, command] : []))
      .join('\n');
  return Object.entries(totals.properties).map(([property, verdicts]) => {
    const own = open.filter(({ properties }) => properties.includes(property));
    const [scenario, expectation] = property.split(': ');
    const place =
      expectation === undefined
        ? { suite: 'properties', name: property }
        : { suite: `expectations of ${scenario ?? ''}`, name: expectation };
    return { ...place, ...problems(verdicts, own, () => detailsOf(property)) };
  });
}

function problems(
  { violated, inconclusive }: VerdictCounts,
  open: readonly OpenRun[],
  details: () => string,
): Pick<Case, 'failure' | 'error'> {
  const listed = (verdict: OpenRun['verdict']): string =>
    open
      .filter((run) => run.verdict === verdict)
      .slice(0, openShown)
      .map(({ scenario, seed, what }) => `${scenario}, seed ${seed}: ${what}`)
      .join('\n');
  if (violated > 0) {
    const text = [details(), listed('violated')].filter((part) => part !== '').join('\n\n');
    return { failure: { message: `violated in ${inRuns(violated)}`, text } };
  }
  if (inconclusive > 0) {
    return { error: { message: `inconclusive in ${inRuns(inconclusive)}`, text: listed('inconclusive') } };
  }
  return {};
}

function inRuns(count: number): string {
  return `${count} ${count === 1 ? 'run' : 'runs'}`;
}

function suiteXml(name: string, cases: readonly Case[]): string {
  return `  <testsuite name="${escaped(name)}" ${countsXml(cases)}>\n${cases.map(caseXml).join('')}  </testsuite>\n`;
}

function caseXml({ suite, name, failure, error }: Case): string {
  const head = `    <testcase classname="${escaped(suite)}" name="${escaped(name)}"`;
  const inner = [problemXml('failure', failure), problemXml('error', error)].join('');
  return inner === '' ? `${head}/>\n` : `${head}>\n${inner}    </testcase>\n`;
}

function problemXml(tag: string, problem: Problem | undefined): string {
  if (problem === undefined) return '';
  return `      <${tag} message="${escaped(problem.message)}">${escaped(problem.text)}</${tag}>\n`;
}

function countsXml(cases: readonly Case[]): string {
  const failures = cases.filter(({ failure }) => failure !== undefined).length;
  const errors = cases.filter(({ error }) => error !== undefined).length;
  return `tests="${cases.length}" failures="${failures}" errors="${errors}"`;
}

/** For text and for attributes; characters that XML cannot have at all are replaced. */
function escaped(text: string): string {
  return text
    .replaceAll(/(?![\t\n\r])\p{Cc}/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
