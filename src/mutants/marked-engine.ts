/**
 * The engine of the project with two more counters in each run's result: how often the mutant's line was executed, and the CPU time that
 * the process of the simulation has used since it began. Loaded by the workers of a trial, inside of the copy that holds the mutant.
 */

import type { Engine } from '../simulation/campaign/engine.ts';
import { catalogue, engine as payments } from '../simulation/campaign/payments-engine.ts';
import { installMarker, takeReached } from './marker.ts';

/** Names of the counters. */
export const REACHED = 'mutantReached';
export const CPU_MS = 'cpuMs';

export { catalogue };

export const engine: Engine = {
  prepare: () => payments.prepare(),
  async open(options) {
    installMarker();
    const session = await payments.open(options);
    return {
      async run(input, runOptions) {
        takeReached();
        const result = await session.run(input, runOptions);
        return { ...result, counters: { ...result.counters, [REACHED]: takeReached(), [CPU_MS]: cpuMs() } };
      },
      close: () => session.close(),
    };
  },
};

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
