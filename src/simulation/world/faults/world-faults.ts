/** The faults that every world has, whatever runs in it. */
import type { FaultContribution } from '../ports.ts';
import { CLOCK_FAULTS } from './clock-faults.ts';
import { CONNECTION_FAULTS } from './connection-faults.ts';
import { contributionOf, type FaultOf } from './definition/fault-kind.ts';
import { PATH_FAULTS } from './path-faults.ts';
import { PROCESS_FAULTS } from './process-faults.ts';
import type { FaultSurroundings } from './surroundings.ts';

export const WORLD_FAULTS = [...PROCESS_FAULTS, ...CONNECTION_FAULTS, ...PATH_FAULTS, ...CLOCK_FAULTS] as const;

export type WorldFault = FaultOf<(typeof WORLD_FAULTS)[number]>;

/** Lets them strike in the given world. */
export function worldFaults(world: FaultSurroundings): FaultContribution {
  return contributionOf(WORLD_FAULTS, world, () => world.aftermath.heal());
}
