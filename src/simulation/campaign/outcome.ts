/**
 * What a campaign keeps of a run: small enough to cross a process boundary a thousand times, complete enough for
 * the summary, the JSON and the decision whether to look closer. The history itself stays behind unless asked for.
 */
import type { Verdict } from '../../properties/property.ts';
import type { PaymentHistory } from '../payments/history.ts';
import type { PaymentFault } from '../payments/plan.ts';
import type { Judgement, RunInput, RunResult } from './engine.ts';

export type VerdictKind = Verdict['kind'];

export interface Violation {
  readonly property: string;
  readonly claim: string;
  readonly message: string;
  readonly witness: readonly unknown[];
}

export interface Undecided {
  readonly property: string;
  readonly reason: string;
}

/** A fault that struck, as the JSON shows it. */
export interface FaultRecord {
  readonly atMs: number;
  readonly fault: PaymentFault;
  readonly hit: string;
}

export interface RunOutcome {
  readonly input: RunInput;
  readonly verdict: VerdictKind;
  readonly violations: readonly Violation[];
  readonly undecided: readonly Undecided[];
  /** By name of the property. */
  readonly properties: Readonly<Record<string, VerdictKind>>;
  readonly traceHash: string;
  readonly virtualMs: number;
  readonly wallMs: number;
  readonly events: number;
  readonly statements: number;
  /** Payments that came to exist. */
  readonly payments: number;
  /** Indexes of the `pay` requests whose payment was completed: the winners, where several compete. */
  readonly winners: readonly number[];
  readonly faults: readonly FaultRecord[];
  readonly counters: Readonly<Record<string, number>>;
  /** Names of the campaign's goals that the run reached. */
  readonly reached: readonly string[];
  /** What had not come to its end when the run had to stop; nothing if it came to rest. */
  readonly pending: readonly string[];
  /** Only if it was asked for. */
  readonly history?: PaymentHistory;
  readonly judgements?: readonly Judgement[];
  readonly trace?: readonly string[];
  readonly points?: RunResult['points'];
}

/** What to bring back besides the outcome. */
export interface Wanted {
  readonly history?: boolean;
  readonly trace?: boolean;
  /** The named points that were reached. */
  readonly points?: boolean;
}

/** Condenses a run and what was said of it. */
export function outcomeOf(
  input: RunInput,
  result: RunResult,
  judgements: readonly Judgement[],
  wanted: Wanted,
  reached: readonly string[] = [],
): RunOutcome {
  const { history } = result;
  return {
    input,
    ...verdictOf(judgements),
    traceHash: result.traceHash,
    virtualMs: result.virtualMs,
    wallMs: result.wallMs,
    events: result.events,
    statements: result.statements,
    payments: new Set(history.paymentStates.map((change) => change.id)).size,
    winners: winnersOf(history),
    faults: history.faults.map(({ atMs, fault, hit }) => ({ atMs, fault, hit })),
    counters: result.counters,
    reached,
    pending: history.end.kind === 'limit' ? history.end.pending : [],
    ...(wanted.history === true ? { history, judgements } : {}),
    ...(wanted.trace === true && result.trace !== undefined ? { trace: result.trace } : {}),
    ...(wanted.points === true && result.points !== undefined ? { points: result.points } : {}),
  };
}

/** The outcome of a run that did not get to its end: never a pass, and never the system's fault without proof. */
export function unfinishedOutcome(input: RunInput, reason: string, wallMs: number): RunOutcome {
  return {
    input,
    verdict: 'inconclusive',
    violations: [],
    undecided: [{ property: 'run', reason }],
    properties: {},
    traceHash: '',
    virtualMs: 0,
    wallMs,
    events: 0,
    statements: 0,
    payments: 0,
    winners: [],
    faults: [],
    counters: {},
    reached: [],
    pending: [],
  };
}

function verdictOf(
  judgements: readonly Judgement[],
): Pick<RunOutcome, 'verdict' | 'violations' | 'undecided' | 'properties'> {
  const violations: Violation[] = [];
  const undecided: Undecided[] = [];
  const properties: Record<string, VerdictKind> = {};
  for (const { property, claim, verdict } of judgements) {
    properties[property] = verdict.kind;
    if (verdict.kind === 'violated') {
      violations.push({ property, claim, message: verdict.message, witness: verdict.witness });
    }
    if (verdict.kind === 'inconclusive') undecided.push({ property, reason: verdict.reason });
  }
  const verdict = violations.length > 0 ? 'violated' : undecided.length > 0 ? 'inconclusive' : 'holds';
  return { verdict, violations, undecided, properties };
}

/** The payment id that a client was told for each `pay` request, by index of the request. */
export function paymentIdsByRequest(history: PaymentHistory): ReadonlyMap<number, string> {
  const ids = new Map<number, string>();
  for (const { request, body } of history.exchanges.map((exchange) => ({ ...exchange, body: exchange.answer?.body }))) {
    if (history.workload.requests[request]?.kind !== 'pay') continue;
    if (typeof body !== 'object' || body === null || !('payment_id' in body)) continue;
    if (typeof body.payment_id === 'string') ids.set(request, body.payment_id);
  }
  return ids;
}

function winnersOf(history: PaymentHistory): readonly number[] {
  const completed = new Set(history.paymentStates.filter(({ to }) => to === 'COMPLETED').map(({ id }) => id));
  const ids = [...paymentIdsByRequest(history)];
  return ids
    .filter(([, id]) => completed.has(id))
    .map(([request]) => request)
    .sort((a, b) => a - b);
}
