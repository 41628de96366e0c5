/** The one command that does a run again. */
import type { RunInput, SystemName } from '../campaign/engine.ts';
import { encodeToken } from '../campaign/token.ts';
import type { CliOptions } from './options.ts';

const program = 'npm run simulate --';

/** `npm run simulate -- --replay TOKEN`. */
export function replayCommand(input: RunInput, system: SystemName): string {
  return `${program} --replay ${encodeToken(input)}${system === 'shipped' ? '' : ` --system ${system}`}`;
}

/** A live run never comes out the same twice, so all that can be had again is its input: another run from the same seed. */
export function againCommand(input: RunInput, { system, live, faults }: CliOptions): string {
  if (!live) return replayCommand(input, system);
  return `${scenarioCommand(input.scenario, input.seed)} --live${faults === undefined ? '' : ` --faults ${faults}`}`;
}

/** `npm run simulate -- --scenario NAME --seed N`, which stays readable and says the same. */
export function scenarioCommand(scenario: string, seed: number): string {
  return `${program} --scenario ${scenario} --seed ${seed}`;
}
