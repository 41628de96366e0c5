/** What a page about one run is made of, whether it becomes HTML or Markdown. */
import type { Judgement } from '../campaign/engine.ts';
import type { RunOutcome } from '../campaign/outcome.ts';
import type { HttpExchange, PaymentHistory } from '../payments/history.ts';
import { describeFault, describeRequests, describeWallets } from './describe.ts';
import { field, numberField, textField } from './fields.ts';
import { money } from './format.ts';
import { type Names, namesOf } from './names.ts';
import type { Story } from './story/model.ts';
import { storyOf } from './story/story.ts';
import { type Timeline, timelineOf } from './timeline.ts';

export interface PaymentSummary {
  readonly name: string;
  readonly asked: string;
  /** The last state that the database showed. */
  readonly state: string;
  /** What the client was told in the end, if it was an error. */
  readonly error?: string;
  /** States with their times, in order. */
  readonly states: readonly { readonly atMs: number; readonly state: string }[];
}

export interface ChargeSummary {
  readonly provider: string;
  readonly payment: string;
  readonly sum: string;
  readonly state: string;
}

export interface RunReport {
  readonly outcome: RunOutcome;
  readonly history: PaymentHistory;
  readonly judgements: readonly Judgement[];
  readonly title: string;
  /** What the scenario is about, in a sentence. */
  readonly claim: string;
  readonly names: Names;
  readonly story: Story;
  readonly timeline: Timeline;
  readonly wallets: readonly string[];
  readonly requests: readonly string[];
  readonly planned: readonly string[];
  readonly payments: readonly PaymentSummary[];
  readonly charges: readonly ChargeSummary[];
  /** The command that does the same run again. */
  readonly replay: string;
  /** What the run would be without each of its parts, one line each. */
  readonly otherwise: readonly string[];
}

export interface RunReportOptions {
  readonly claim: string;
  readonly replay: string;
  /** Steps of the diagram beyond this are left out, and the page says so. */
  readonly stepsMax: number;
  /** What the run would be without each of its parts, where that was tried. */
  readonly otherwise?: readonly string[];
}

/**
 * Gathers a report from an outcome that was brought back with its history.
 * @throws Error if the history was not asked for.
 */
export function runReport(
  outcome: RunOutcome,
  { claim, replay, stepsMax, otherwise = [] }: RunReportOptions,
): RunReport {
  const { history, judgements } = outcome;
  if (history === undefined || judgements === undefined) throw new Error('A report needs the history of its run.');
  const names = namesOf(history);
  const witnesses = outcome.violations.flatMap(({ witness }) => witness);
  return {
    outcome,
    history,
    judgements,
    title: `${outcome.input.scenario}, seed ${outcome.input.seed}`,
    claim,
    names,
    story: storyOf(history, names, witnesses, stepsMax),
    timeline: timelineOf(history, names),
    wallets: describeWallets(history.workload),
    requests: describeRequests(history.workload),
    planned: outcome.input.plan.map(describeFault),
    payments: names.payments.map((payment) => paymentSummary(payment, history, names)),
    charges: chargeSummaries(history, names),
    replay,
    otherwise,
  };
}

function paymentSummary(payment: Names['payments'][number], history: PaymentHistory, names: Names): PaymentSummary {
  const { id, name, amount, currency, walletName } = payment;
  const states = history.paymentStates
    .filter((change) => change.id === id)
    .map(({ atMs, to }) => ({ atMs, state: to }));
  const error = history.exchanges
    .map((exchange) => errorOf(exchange, id, names))
    .findLast((text) => text !== undefined);
  const sum = amount === undefined ? '' : money(amount, currency ?? '?');
  return {
    name,
    asked: walletName === undefined ? sum : `${sum} from ${walletName}`,
    state: states.at(-1)?.state ?? 'never seen',
    states,
    ...(error === undefined ? {} : { error }),
  };
}

/** The error that a client was told about a payment, with the numbers that explain it. */
function errorOf({ answer }: HttpExchange, id: string, names: Names): string | undefined {
  if (textField(answer?.body, 'payment_id') !== id) return undefined;
  const error = field(answer?.body, 'error');
  const code = textField(error, 'code');
  if (code === undefined) return undefined;
  const details = field(error, 'details');
  const currency = textField(answer?.body, 'currency') ?? '';
  const parts = [code];
  for (const [key, word] of [
    ['requested_amount', 'requested'],
    ['available_balance', 'available'],
    ['deficit_amount', 'deficit'],
  ] as const) {
    const amount = numberField(details, key);
    if (amount !== undefined) parts.push(`${word} ${money(amount, currency).trim()}`);
  }
  const rival = textField(details, 'concurrent_payment_id');
  if (rival !== undefined) parts.push(`because of ${names.of(rival)}`);
  return parts.join(', ');
}

function chargeSummaries({ ledgers }: PaymentHistory, names: Names): readonly ChargeSummary[] {
  return ledgers.flatMap(({ provider, charges }) =>
    charges.map(({ paymentId, amount, currency, state }) => ({
      provider,
      payment: names.of(paymentId),
      sum: money(amount, currency),
      state,
    })),
  );
}

/** The steps of a story in words, for readers without the picture. */
export function storyInWords({ steps }: Story): readonly string[] {
  return steps.map((step) => {
    if (step.kind === 'fault') return `fault: ${step.text}`;
    if (step.kind === 'note') return `${step.over}: ${step.text}`;
    if (step.to.length === 0) return `${step.from} says ${step.label}`;
    return `${step.from} → ${step.to.join(', ')}: ${step.label}`;
  });
}
