/** What the faults of the world itself strike at. */
import type { Network } from '../network/network.ts';
import type { Random, Scheduler } from '../ports.ts';
import type { SimulatedProcess } from '../processes/simulated-process.ts';
import type { Aftermath } from './aftermath.ts';

export interface FaultSurroundings {
  readonly scheduler: Scheduler;
  readonly network: Network;
  readonly random: Random;
  readonly aftermath: Aftermath;
  /** Undefined when there is none of that name: a plan may name more instances than a run has. */
  find(process: string): SimulatedProcess | undefined;
}
