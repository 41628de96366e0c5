/** A violation on the terminal: what is wrong, the proof, the smallest run that shows it, the command that repeats it. */
import type { Failure } from '../campaign/campaign.ts';
import type { RunInput } from '../campaign/engine.ts';
import type { RunOutcome } from '../campaign/outcome.ts';
import { counterfactualLines } from '../report/counterfactual-text.ts';
import { describeFault, describeRequests, describeWallets } from '../report/describe.ts';
import { cut, jsonLine } from '../report/format.ts';
import { counted, type Style } from './style.ts';

const witnessShown = 4;
const witnessWidth = 160;
const shown = 8;

/**
 * Everything about one failure, except where its page is.
 * @param named Puts names such as W1 and P2 in the place of ids, where the history that tells them is at hand.
 */
export function failureText(
  { found, shrunk, counterfactuals = [] }: Failure,
  style: Style,
  named: (text: string) => string = (text) => text,
): string {
  const smallest = shrunk?.outcome ?? found;
  // One cause often violates several properties; the first is explained, the others are named.
  const lines = smallest.violations.flatMap((violation, index) => [
    `${style(['bold', 'red'], `✗ ${violation.property}`)}  ${violation.claim}`,
    `  ${named(violation.message)}`,
    ...(index === 0 ? witnessLines(violation.witness, style, named) : []),
  ]);
  return [
    ...lines,
    `  found by   ${found.input.scenario}, seed ${found.input.seed}`,
    ...(shrunk === undefined ? [] : [`  shrunk     ${shrunkInWords(found.input, smallest, shrunk)}`]),
    ...indented('run', runLines(smallest.input)),
    ...indented('otherwise', counterfactualLines(smallest.input, counterfactuals)),
  ].join('\n');
}

function witnessLines(witness: readonly unknown[], style: Style, named: (text: string) => string): readonly string[] {
  const lines = witness
    .slice(0, witnessShown)
    .map((one) => style('dim', cut(named(jsonLine(one, Number.POSITIVE_INFINITY)), witnessWidth)));
  const rest = witness.length - witnessShown;
  return indented('witness', rest > 0 ? [...lines, `and ${rest} more, in the report`] : lines);
}

function shrunkInWords(
  from: RunInput,
  to: RunOutcome,
  spent: { readonly runs: number; readonly wallMs: number; readonly complete: boolean },
): string {
  const size = ({ workload, plan }: RunInput): string =>
    `${counted(workload.requests.length, 'request')} and ${counted(plan.length, 'fault')}`;
  const cost = `${counted(spent.runs, 'run')}, ${(spent.wallMs / 1_000).toFixed(1)} s`;
  const [before, after] = [size(from), size(to.input)];
  const how = before === after ? `nothing could be left out of ${before}` : `from ${before} to ${after}`;
  return `${how} (${cost}${spent.complete ? '' : ', budget spent'})`;
}

/** A run in words: wallets, requests, faults. */
export function runLines({ workload, plan }: RunInput): readonly string[] {
  return [
    ...limited(describeWallets(workload)),
    ...limited(describeRequests(workload)),
    ...limited(plan.map(describeFault)),
  ];
}

function limited(lines: readonly string[]): readonly string[] {
  return lines.length <= shown ? lines : [...lines.slice(0, shown), `and ${lines.length - shown} more`];
}

function indented(name: string, lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => `  ${(index === 0 ? name : '').padEnd(11)}${line}`);
}
