/**
 * The report of a run as Markdown, with the sequence diagram as Mermaid. It holds nothing of the machine or of the
 * hour, so that the committed reports come out the same, byte for byte, wherever they are written again.
 */
import { duration, jsonLine, money } from './format.ts';
import { verdictLook } from './page.ts';
import type { RunReport } from './run-report.ts';
import { sequenceMermaid } from './sequence-mermaid.ts';

/** A complete Markdown document. */
export function runMarkdown(report: RunReport): string {
  const { title, claim, outcome, replay } = report;
  const { sign, word } = verdictLook(outcome.verdict);
  const sections = [
    `# ${title}: ${sign} ${word}`,
    claim,
    `Run it: \`${replay}\``,
    violations(report),
    '## What was asked, and what came of it',
    list(report.wallets),
    list(report.requests),
    payments(report),
    '## What went wrong on purpose',
    faults(report),
    ...(report.otherwise.length === 0 ? [] : ['## What would have happened otherwise', list(report.otherwise)]),
    '## What happened',
    fenced('mermaid', sequenceMermaid(report.story)),
    '## Payments over time',
    states(report),
    '## Wallets over time',
    balances(report),
    '## At the providers',
    charges(report),
    '## What must hold',
    verdicts(report),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function violations({ outcome, names }: RunReport): string {
  const parts = outcome.violations.flatMap(({ property, message, witness }) => [
    `> **✗ ${property}**: ${names.within(message)}`,
    ...(witness.length === 0
      ? []
      : [fenced('json', names.within(witness.map((one) => jsonLine(one, 2_000)).join('\n')))]),
  ]);
  const open = outcome.undecided.map(({ property, reason }) => `> **? ${property}**: ${names.within(reason)}`);
  return [...parts, ...open].join('\n\n');
}

function payments({ payments: all }: RunReport): string {
  if (all.length === 0) return 'No payment came to exist.';
  return table(
    ['payment', 'asked', 'at the end', 'error'],
    all.map(({ name, asked, state, error }) => [name, asked, state, error ?? '']),
  );
}

function faults({ story, planned }: RunReport): string {
  const struck = story.steps.flatMap((step) => (step.kind === 'fault' ? [`${duration(step.atMs)}: ${step.text}`] : []));
  if (struck.length > 0) return list(struck);
  return planned.length === 0 ? 'Nothing.' : 'None of the planned faults met the place where it was to strike.';
}

function states({ payments: all }: RunReport): string {
  const rows = all.flatMap(({ name, states: changes }) =>
    changes.map(({ atMs, state }) => ({ atMs, row: [duration(atMs), name, state] })),
  );
  if (rows.length === 0) return 'None.';
  rows.sort((a, b) => a.atMs - b.atMs);
  return table(
    ['time', 'payment', 'state'],
    rows.map(({ row }) => row),
  );
}

function balances({ history, names }: RunReport): string {
  if (history.balances.length === 0) return 'None.';
  const currencies = new Map(names.wallets.map(({ id, currency }) => [id, currency]));
  return table(
    ['time', 'wallet', 'available', 'locked', 'balance'],
    history.balances.map(({ atMs, walletId, available, locked }) => {
      const sum = (amount: number): string => money(amount, currencies.get(walletId) ?? '?');
      return [duration(atMs), names.of(walletId), sum(available), sum(locked), sum(available + locked)];
    }),
  );
}

function charges({ charges: all, history }: RunReport): string {
  if (all.length === 0) return history.calls.length === 0 ? 'No provider was called.' : 'No charge came to exist.';
  return table(
    ['provider', 'payment', 'amount', 'state'],
    all.map(({ provider, payment, sum, state }) => [provider, payment, sum, state]),
  );
}

function verdicts({ judgements }: RunReport): string {
  return table(
    ['', 'property', 'claim'],
    judgements.map(({ property, claim, verdict }) => [verdictLook(verdict.kind).sign, property, claim]),
  );
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(heads), `|${heads.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
