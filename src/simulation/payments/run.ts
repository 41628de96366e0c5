/** One run from its input to its result. */
import type { PointReached, TraceEntry } from '../world/index.ts';
import type { PaymentEnvironment } from './environment.ts';
import { PaymentWorld } from './payment-world.ts';
import type { RunInput, RunResult } from './run-input.ts';

export interface RunOptions {
  /** Keep one line per event; default false. */
  readonly keepTrace?: boolean;
}

/**
 * Plays the input in a world of its own and collects what was seen. One run at a time in a Node process.
 * @throws Error if the services sent something that cannot be made deterministic
 */
export async function runPayments(
  input: RunInput,
  environment: PaymentEnvironment,
  options: RunOptions = {},
): Promise<RunResult> {
  const startMs = performance.now();
  const world = new PaymentWorld(input, environment, options);
  try {
    const end = await world.run();
    const history = world.history(end);
    const result = {
      history,
      traceHash: world.world.trace.hash(),
      virtualMs: world.world.now(),
      events: world.world.events,
      statements: world.postgres.counters.statements,
      counters: world.counters(),
      ...(options.keepTrace === true ? tracedBy(world.world.trace.entries) : {}),
    };
    await world.close();
    return { ...result, wallMs: performance.now() - startMs };
  } catch (error) {
    await world.close();
    throw error;
  }
}

function tracedBy(entries: readonly TraceEntry[]): Required<Pick<RunResult, 'trace' | 'points'>> {
  return { trace: entries.map(line), points: entries.flatMap(pointOf) };
}

function pointOf({ atMs, kind, fields: [point, process] }: TraceEntry): readonly PointReached[] {
  return kind === 'point' ? [{ atMs, point: String(point), process: String(process) }] : [];
}

function line({ atMs, kind, fields }: TraceEntry): string {
  return `${atMs.toFixed(3)} ${kind} ${fields.join(' ')}`;
}
