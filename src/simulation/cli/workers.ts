/** Opens the engine and its workers for the length of one command, and closes them whatever happens. */
import type { Catalogue } from '../campaign/engine.ts';
import { loadEngine } from '../campaign/engine-module.ts';
import { WorkerPool } from '../campaign/pool.ts';
import type { Interrupts } from './interrupts.ts';
import type { CliOptions } from './options.ts';

/** What a command works with. */
export interface Tools {
  readonly engineUrl: string;
  readonly catalogue: Catalogue;
  readonly options: CliOptions;
  readonly interrupts: Interrupts;
}

/** A run that computes longer than this is taken for hanging; usual is less than a second. A live run waits for much of its time. */
const runLimitMs = 60_000;

/**
 * Calls `body` with open workers.
 * @throws EnvironmentError if this machine lacks what the engine needs.
 */
export async function withWorkers<T>(tools: Tools, body: (pool: WorkerPool) => Promise<T>): Promise<T> {
  const { engineUrl, options, interrupts } = tools;
  const { engine } = await loadEngine(engineUrl);
  const prepared = await engine.prepare();
  try {
    const { system } = options;
    const settings = { engine: engineUrl, system, template: prepared.template, runLimitMs };
    const pool = await WorkerPool.open(options.workers, settings);
    const stop = (): void => void pool.close();
    interrupts.force = () => pool.kill();
    interrupts.signal.addEventListener('abort', stop);
    try {
      return await body(pool);
    } finally {
      interrupts.signal.removeEventListener('abort', stop);
      await pool.close();
    }
  } finally {
    await prepared.dispose();
  }
}
