/**
 * The main file of a trial's process: `trial-process.ts CATALOGUE NAME KEY SHRINK_MS`. It runs in the copy that holds the mutant, tells its
 * parent the result, and ends.
 */
import { plainError } from '../simulation/campaign/errors.ts';
import { readMutant } from './catalogue.ts';
import { tryMutant } from './trial.ts';

const [catalogue = '', name = '', key = '', shrinkMs = '0'] = process.argv.slice(2);

try {
  const result = await tryMutant(readMutant(catalogue, name), { key, shrinkMs: Number(shrinkMs) });
  process.send?.(result);
} catch (error) {
  process.stderr.write(`${plainError(error).message}\n`);
  process.exitCode = 1;
}
process.disconnect();
