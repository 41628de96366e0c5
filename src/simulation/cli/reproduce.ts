/** The one command that does a run again. */
import type { RunInput, SystemName } from '../campaign/engine.ts';
import { encodeToken } from '../campaign/token.ts';
import type { CliOptions } from './options.ts';

const program = 'npm run simulate --';

/** `npm run simulate -- --replay TOKEN`. */
export function replayCommand(input: RunInput, system: SystemName): string {
  return `${program} --replay ${encodeToken(input)}${system === 'shipped' ? '' : ` --system ${system}`}`;
}

/** The same in the world that was asked for; a live run has the same input then, and never comes out quite the same. */
export function againCommand(input: RunInput, { system, live }: CliOptions): string {
  return `${replayCommand(input, system)}${live ? ' --live' : ''}`;
}

/** `npm run simulate -- --scenario NAME --seed N`, which stays readable and says the same. */
export function scenarioCommand(scenario: string, seed: number): string {
  return `${program} --scenario ${scenario} --seed ${seed}`;
}
