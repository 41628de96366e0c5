/**
 * Named places where a fault may strike. A plan names a point and says the how-many-th time counts; this counts.
 */
import type { PointContext, Points, TraceSink } from './ports.ts';

/** The points that the world's own servers reach. Servers of others may have more. */
export const WORLD_POINTS = [
  'network.connected',
  'postgres.statement.received',
  'postgres.commit.received',
  'postgres.commit.done',
  'kafka.produce.received',
  'kafka.produce.done',
  'kafka.fetch.done',
  'kafka.offsets.done',
] as const;

/** A point that was reached, as a run tells it afterwards. */
export interface PointReached {
  readonly atMs: number;
  readonly point: string;
  /** Name of the process on whose behalf it happened. */
  readonly process: string;
}

/** Called when a point is reached. */
export type PointWatcher = (context: PointContext) => void;

export class PointRegistry implements Points {
  readonly #trace: TraceSink;
  readonly #watchers = new Map<string, Set<PointWatcher>>();
  readonly #reached = new Map<string, number>();

  constructor(trace: TraceSink) {
    this.#trace = trace;
  }

  /** How often each point was reached, for drawing plans that can strike and for coverage. */
  get reached(): ReadonlyMap<string, number> {
    return this.#reached;
  }

  reach(point: string, context: PointContext): void {
    this.#reached.set(point, (this.#reached.get(point) ?? 0) + 1);
    this.#trace.record('point', point, context.process, context.label ?? '');
    const watchers = this.#watchers.get(point);
    if (watchers !== undefined) {
      for (const watcher of watchers) {
        watcher(context);
      }
    }
  }

  /**
   * Watches one point.
   * @returns Stops watching.
   */
  watch(point: string, watcher: PointWatcher): () => void {
    const watchers = this.#watchers.get(point) ?? new Set();
    this.#watchers.set(point, watchers);
    watchers.add(watcher);
    return () => watchers.delete(watcher);
  }
}
