/** How much goes wrong in drawn runs, and of what kind. */
import type { FaultClass } from '../../world/index.ts';

/**
 * - `none`: nothing. `gentle`: one or two everyday faults.
 * - `swarm`: each run has a mix of its own of some classes of faults. `storm`: nearly everything, and much of it.
 * - One per class: that class alone, and much of it.
 */
export const faultProfiles = [
  'none',
  'gentle',
  'swarm',
  'storm',
  'crashes',
  'network',
  'kafka',
  'postgres',
  'providers',
  'time',
] as const satisfies readonly ('none' | 'gentle' | 'swarm' | 'storm' | FaultClass)[];

export type FaultProfile = (typeof faultProfiles)[number];
