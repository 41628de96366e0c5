/** Looks for a run in which a property does not hold, and makes it small. */
import { explore, type Found } from '../../../src/simulation/search/index.ts';
import type { Reserve } from '../shop/reserve.ts';
import { inputOf, simpler, type TicketsInput } from './input.ts';
import { properties } from './properties.ts';
import type { TicketsWorlds } from './tickets-world.ts';

/** The first failing seed from 1 to `seeds`, made small; nothing if all of them hold. */
export function findViolation(
  worlds: TicketsWorlds,
  reserve: Reserve,
  seeds: number,
): Promise<Found<TicketsInput> | undefined> {
  return explore({
    seeds: Array.from({ length: seeds }, (_, index) => index + 1),
    inputOf,
    simpler,
    play: async (input) => {
      const history = await worlds.play(input, reserve);
      return properties.flatMap((property) => property(history));
    },
  });
}
