/**
 * The states of payments and wallets over time, as rows on one common axis. Time is compressed: a wait of thirty
 * seconds for a provider would otherwise leave a pixel for everything else that happened.
 */
import type { PaymentHistory } from '../payments/history.ts';
import type { Names } from './names.ts';

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  readonly state: string;
}

export interface PaymentRow {
  readonly name: string;
  readonly id: string;
  readonly spans: readonly Span[];
}

export interface WalletRow {
  readonly name: string;
  readonly id: string;
  readonly currency: string;
  readonly points: readonly { readonly atMs: number; readonly available: number; readonly locked: number }[];
}

export interface Timeline {
  readonly payments: readonly PaymentRow[];
  readonly wallets: readonly WalletRow[];
  readonly faultsMs: readonly number[];
  /** Maps a time to [0, 1]; infinity is the right edge, to which the last states reach. */
  readonly place: (atMs: number) => number;
  readonly ticksMs: readonly number[];
}

/** What is to be drawn; the run ends where the last thing was observed. */
export function timelineOf(history: PaymentHistory, names: Names): Timeline {
  const faultsMs = history.faults.map(({ atMs }) => atMs);
  const times = [...history.paymentStates, ...history.balances].map(({ atMs }) => atMs);
  const endMs = times.length === 0 ? 0 : Math.max(...times);
  const place = compressedAxis([...times, ...faultsMs.filter((atMs) => atMs <= endMs)]);
  return {
    payments: names.payments.map(({ id, name }) => ({ name, id, spans: spansOf(history, id) })),
    wallets: names.wallets.map(({ id, name, currency }) => ({
      name,
      id,
      currency,
      points: history.balances.filter(({ walletId }) => walletId === id),
    })),
    faultsMs: faultsMs.filter((atMs) => atMs <= endMs),
    place,
    ticksMs: ticksOf(times, place),
  };
}

function spansOf({ paymentStates }: PaymentHistory, id: string): readonly Span[] {
  const changes = paymentStates.filter((change) => change.id === id);
  return changes.map(({ atMs, to }, index) => ({
    fromMs: atMs,
    toMs: changes[index + 1]?.atMs ?? Number.POSITIVE_INFINITY,
    state: to,
  }));
}

/** The rest of the width is for the last states, which have a beginning but no end. */
const axisShare = 0.88;

/** Each silence takes the room of its logarithm; the order stays. */
function compressedAxis(times: readonly number[]): (atMs: number) => number {
  const sorted = [...new Set(times)].sort((a, b) => a - b);
  const weights = sorted.map((atMs, index) => Math.log1p(atMs - (sorted[index - 1] ?? atMs)));
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  const places = new Map<number, number>();
  let sum = 0;
  for (const [index, atMs] of sorted.entries()) {
    sum += weights[index] ?? 0;
    places.set(atMs, (sum / total) * axisShare);
  }
  return (atMs) => (atMs === Number.POSITIVE_INFINITY ? 1 : (places.get(atMs) ?? 0));
}

const tickDistanceMin = 0.09;

/** Times to be written under the axis: as many as there is room for. */
function ticksOf(times: readonly number[], place: (atMs: number) => number): readonly number[] {
  const ticks: number[] = [];
  for (const atMs of [...new Set(times)].sort((a, b) => a - b)) {
    const last = ticks.at(-1);
    if (last === undefined || place(atMs) - place(last) >= tickDistanceMin) ticks.push(atMs);
  }
  return ticks;
}
