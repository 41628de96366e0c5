/** A run as plain data, how it is drawn from a seed, and how it is made smaller. */
import { fewer } from '../../../src/simulation/search/index.ts';
import { FaultCatalogue, SeededRandom, WORLD_FAULTS, type WorldFault } from '../../../src/simulation/world/index.ts';

export interface TicketsInput {
  readonly seed: number;
  readonly orders: number;
  readonly faults: readonly WorldFault[];
}

export const SHOPS = ['shop-1', 'shop-2'] as const;
const POINTS = ['postgres.commit.received', 'postgres.commit.done', 'kafka.fetch.done', 'kafka.offsets.done'] as const;
const faultKinds = new FaultCatalogue<WorldFault>(WORLD_FAULTS);

/** Some orders, and up to three faults at points that a shop reaches. Equal seeds give equal runs. */
export function inputOf(seed: number): TicketsInput {
  const random = new SeededRandom(seed).fork('input');
  const pick = <T>(items: readonly [T, ...T[]]): T => items[random.integer(items.length)] ?? items[0];
  const faults = Array.from({ length: random.integer(4) }, (): WorldFault => {
    const process = pick(SHOPS);
    const point = pick(POINTS);
    const when = { point, process, nth: 1 + random.integer(6) };
    return random.integer(2) === 0
      ? { verb: 'crash', process, when, restartAfterMs: 1 + random.integer(500) }
      : { verb: 'reset', from: process, to: point.startsWith('kafka') ? 'kafka' : 'postgres', when };
  });
  return { seed, orders: 1 + random.integer(8), faults };
}

/** Fewer faults, fewer orders, simpler faults. */
export function* simpler(input: TicketsInput): Generator<TicketsInput> {
  for (const faults of fewer(input.faults)) yield { ...input, faults };
  if (input.orders > 1) {
    yield { ...input, orders: 1 };
    yield { ...input, orders: input.orders - 1 };
  }
  for (const [index, fault] of input.faults.entries()) {
    for (const plainer of faultKinds.simpler(fault)) yield { ...input, faults: input.faults.with(index, plainer) };
  }
}
