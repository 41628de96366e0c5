/** The one command that does a run again. */
import type { RunInput, SystemName } from '../campaign/engine.ts';
import { encodeToken } from '../campaign/token.ts';

const program = 'npm run simulate --';

/** `npm run simulate -- --replay TOKEN`. */
export function replayCommand(input: RunInput, system: SystemName): string {
  return `${program} --replay ${encodeToken(input)}${system === 'shipped' ? '' : ` --system ${system}`}`;
}

/** `npm run simulate -- --scenario NAME --seed N`, which stays readable and says the same. */
export function scenarioCommand(scenario: string, seed: number): string {
  return `${program} --scenario ${scenario} --seed ${seed}`;
}
