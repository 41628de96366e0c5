/** Plays the same workloads in the simulated and in the live world, and says where they came to something else. */
import { isDeepStrictEqual } from 'node:util';
import type { RunOutcome } from '../../simulation/campaign/outcome.ts';
import type { WorkerPool } from '../../simulation/campaign/pool.ts';
import type { PaymentHistory } from '../../simulation/payments/history.ts';
import type { RunInput } from '../../simulation/payments/run-input.ts';
import { bundled } from './bundle.ts';
import { type Canonical, canonical, differences, endingsOf, type Part } from './canonical.ts';
import type { Comparable } from './comparable.ts';

/**
 * `equal`: the same in every line. `reached`: something raced, and it ended as with some seed of the simulated world. `different`: neither.
 */
export type Agreement = 'equal' | 'reached' | 'different';

export interface Compared {
  readonly what: Comparable;
  readonly agreement: Agreement;
  /** Seeds of the simulated world that were tried. */
  readonly seeds: number;
  /** Where the live run differs from the nearest simulated one; nothing if it doesn't. */
  readonly differences: readonly string[];
}

const BUNDLE = 10;
/** Of the simulated world, before an ending counts as out of reach. */
const SEEDS_MAX = 80;
/** Without a race one seed is as good as any other; a few more show whether the system itself leaves something open. */
const SEEDS_WITHOUT_RACE = 3;

/** What each came to live, in their order; what did not come to rest has nothing to be compared. */
export async function playLive(
  all: readonly Comparable[],
  pool: WorkerPool,
): Promise<ReadonlyMap<Comparable, Canonical | undefined>> {
  const alone = all.filter(({ plan }) => plan.length > 0);
  const together = all.filter(({ plan }) => plan.length === 0);
  const found = new Map<Comparable, Canonical | undefined>();
  for (const group of [...alone.map((one) => [one]), ...chunks(together, BUNDLE)]) {
    const { workload, parts } = bundled(group.map((one) => one.workload));
    const [first] = group;
    if (first === undefined) continue;
    const history = await historyOf(pool, { scenario: 'random', seed: first.seed, workload, plan: first.plan });
    for (const [place, one] of group.entries()) found.set(one, canonicalOf(history, parts[place]));
  }
  return found;
}

/** Looks for what was seen live among what the simulated world comes to. */
export async function compare(what: Comparable, live: Canonical | undefined, pool: WorkerPool): Promise<Compared> {
  if (live === undefined) return { what, agreement: 'different', seeds: 0, differences: ['it did not come to rest'] };
  const most = what.kind === 'race' ? SEEDS_MAX : SEEDS_WITHOUT_RACE;
  let nearest: readonly string[] | undefined;
  for (let seed = 1; seed <= most; seed += 1) {
    const { workload, plan } = what;
    const simulated = canonicalOf(await historyOf(pool, { scenario: 'random', seed, workload, plan }));
    if (simulated === undefined) continue;
    const found = differences(simulated, live);
    if (found.length === 0) return { what, agreement: 'equal', seeds: seed, differences: [] };
    if (what.kind === 'race' && isDeepStrictEqual(endingsOf(simulated), endingsOf(live))) {
      return { what, agreement: 'reached', seeds: seed, differences: [] };
    }
    if (nearest === undefined || found.length < nearest.length) nearest = found;
  }
  return { what, agreement: 'different', seeds: most, differences: nearest ?? ['no simulated run came to rest'] };
}

function canonicalOf(history: PaymentHistory | undefined, part?: Part): Canonical | undefined {
  return history?.end.kind === 'quiescent' ? canonical(history, part) : undefined;
}

async function historyOf(pool: WorkerPool, input: RunInput): Promise<PaymentHistory | undefined> {
  const outcome: RunOutcome = await pool.runOn(0, { kind: 'input', input }, { history: true });
  return outcome.history;
}

function chunks<T>(list: readonly T[], size: number): readonly T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size));
}
