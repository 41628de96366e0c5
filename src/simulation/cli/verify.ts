/** `--verify-determinism`: is a run a function of its seed? */
import { verifyDeterminism } from '../campaign/determinism.ts';
import { jobsOf, randomScenario } from '../campaign/jobs.ts';
import type { Job } from '../campaign/protocol.ts';
import { exitCodes } from './exit.ts';
import { Progress } from './progress.ts';
import { inputFrom } from './replay.ts';
import { counted, grouped, styleFor } from './style.ts';
import { type Tools, withWorkers } from './workers.ts';

const differencesShown = 5;

/** @returns The exit code: a difference counts as a violation. */
export async function verify(tools: Tools): Promise<number> {
  const { options, catalogue, interrupts } = tools;
  const names = catalogue.scenarios.map(({ name }) => name);
  const selection = { ...options, scenarios: options.scenarios ?? [...names, randomScenario], runs: options.runs ?? 1 };
  const jobs: readonly Job[] =
    options.replay === undefined
      ? [...jobsOf(selection, names)]
      : [{ kind: 'input', input: inputFrom(options.replay) }];
  const progress = new Progress();
  const result = await withWorkers({ ...tools, options: { ...options, workers: 2 } }, (pool) =>
    verifyDeterminism({
      pool,
      jobs,
      signal: interrupts.signal,
      onRun: (done, of) => progress.update(() => `${done} of ${counted(of, 'run')}`),
      ...(options.seconds === undefined ? {} : { deadline: options.seconds * 1_000 }),
    }),
  );
  progress.clear();

  const style = styleFor(process.stdout);
  const { compared, differences, unfinished } = result;
  const replays = `${grouped(4 * compared)} of ${grouped(4 * (compared + differences.length))} replays`;
  const same = `${counted(compared, 'seed')}, ${replays}: the same trace, to the byte, twice in each of two processes`;
  if (compared > 0) console.log(style('green', `✓ ${same}.`));
  for (const { scenario, seed, hashes, firstEvent } of differences.slice(0, differencesShown)) {
    console.log(style('red', `✗ ${scenario}, seed ${seed}: not the same each time (${hashes.join(', ')}).`));
    if (firstEvent === undefined) console.log('  Repeating it with the trace kept did not show the difference again.');
    else
      console.log(
        `  The first event that differs is number ${firstEvent.number}:\n    ${firstEvent.one}\n    ${firstEvent.other}`,
      );
  }
  if (differences.length > differencesShown) console.log(`  and ${differences.length - differencesShown} more seeds`);
  for (const { input, undecided } of unfinished) {
    console.log(style('yellow', `? ${input.scenario}, seed ${input.seed}: ${undecided[0]?.reason ?? 'not finished'}`));
  }
  const left = jobs.length - compared - differences.length - unfinished.length;
  if (left > 0) console.log(`${counted(left, 'seed')} of ${jobs.length} not compared: the time was over.`);
  if (interrupts.code !== undefined) return interrupts.code;
  if (differences.length > 0) return exitCodes.violated;
  return unfinished.length > 0 || compared === 0 ? exitCodes.inconclusive : exitCodes.holds;
}
