/** `npm run live:compare -- [--scenarios N] [--seed N] [--out FILE]`: are the two worlds alike? */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { liveEngineUrl, loadEngine, paymentsEngineUrl } from '../../simulation/campaign/engine-module.ts';
import { isCallersError, plainError, UsageError } from '../../simulation/campaign/errors.ts';
import { WorkerPool } from '../../simulation/campaign/pool.ts';
import { comparable } from './comparable.ts';
import { type Compared, compare, playLive } from './compare.ts';
import { comparisonPage, equalShare, everyRaceReached } from './page.ts';

/** What the command ends with. */
const EXIT = { alike: 0, different: 1, unusable: 2 } as const;
const RUN_LIMIT_MS = 600_000;
/** Less than this would mean that the worlds are not alike. */
const EQUAL_SHARE = 0.99;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      scenarios: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      out: { type: 'string', default: 'reports/worlds.md' },
    },
  });
  const seed = whole('--seed', values.seed);
  const all = Array.from({ length: whole('--scenarios', values.scenarios) }, (_, index) => comparable(seed + index));
  const live = await withPool(liveEngineUrl, (pool) => playLive(all, pool));
  say(`${live.size} played live`);
  const compared = await withPool(paymentsEngineUrl, async (pool) => {
    const found: Compared[] = [];
    for (const one of all) {
      const result = await compare(one, live.get(one), pool);
      found.push(result);
      if (result.agreement === 'different') say(`${one.kind}, seed ${one.seed}: ${result.differences.join('; ')}`);
    }
    return found;
  });
  mkdirSync(dirname(values.out), { recursive: true });
  writeFileSync(values.out, comparisonPage(compared, seed));
  console.log(`${values.out}: ${(equalShare(compared) * 100).toFixed(1)} % equal without a race`);
  return equalShare(compared) >= EQUAL_SHARE && everyRaceReached(compared) ? EXIT.alike : EXIT.different;
}

function whole(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`${name} wants a whole number, not "${text}".`);
  return Number(text);
}

async function withPool<T>(engineUrl: string, body: (pool: WorkerPool) => Promise<T>): Promise<T> {
  const { engine } = await loadEngine(engineUrl);
  const prepared = await engine.prepare();
  try {
    const { template } = prepared;
    const pool = await WorkerPool.open(1, { engine: engineUrl, system: 'shipped', template, runLimitMs: RUN_LIMIT_MS });
    try {
      return await body(pool);
    } finally {
      await pool.close();
    }
  } finally {
    await prepared.dispose();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  const { name, message, stack } = plainError(error);
  say(isCallersError({ name, message }) ? message : (stack ?? message));
  process.exitCode = EXIT.unusable;
}
