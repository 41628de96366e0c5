/**
 * The engine of the project with two more counters in each run's result: how often the mutant's line was executed, and the CPU time that
 * the process of the simulation has used since it began. Loaded by the workers of a trial, inside of the copy that holds the mutant.
 */

import type { Catalogue, Engine } from '../simulation/campaign/engine.ts';
import { engine as payments, catalogue as shipped } from '../simulation/campaign/payments-engine.ts';
import { installMarker, takeReached } from './marker.ts';

/** Names of the counters. */
export const REACHED = 'mutantReached';
export const CPU_MS = 'cpuMs';

/** Only the properties judge: what a scenario expects besides says of a bug that it is there, and not what it is. */
export const catalogue: Catalogue = {
  ...shipped,
  judge(input, history) {
    const names = new Set(shipped.properties.map(({ name }) => name));
    return shipped.judge(input, history).filter(({ property }) => names.has(property));
  },
};

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
