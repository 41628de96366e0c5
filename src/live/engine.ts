/**
 * The live world as an engine of a campaign: the same inputs and the same judges as in the simulated one, with real servers and real
 * processes between them.
 */
import type { Catalogue, Engine } from '../simulation/campaign/engine.ts';
import { UsageError } from '../simulation/campaign/errors.ts';
import { catalogue as simulated } from '../simulation/campaign/payments-engine.ts';
import { choose, reasons } from './infrastructure/choose.ts';
import { checkMachine } from './infrastructure/start.ts';
import { KAFKA_VERSION } from './kafka/pom.ts';
import { KILLS, killsInput } from './kills.ts';
import { LiveSession } from './session.ts';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

export const engine: Engine = {
  async prepare() {
    const choices = choose(process.env);
    for (const line of reasons(choices, KAFKA_VERSION)) say(line);
    await checkMachine(choices, say);
    return { template: undefined, dispose: () => Promise.resolve() };
  },
  async open({ system }) {
    if (system !== 'shipped')
      throw new UsageError(`--system ${system} is for the simulated world; leave it out with --live.`);
    const session = await LiveSession.open(choose(process.env), say);
    return { run: (input) => session.run(input), close: () => session.close() };
  },
};

export const catalogue: Catalogue = {
  ...simulated,
  repeatable: false,
  onDemand: [KILLS],
  input: (scenario, seed, faults) =>
    scenario === KILLS.name ? killsInput(seed) : simulated.input(scenario, seed, faults),
};
