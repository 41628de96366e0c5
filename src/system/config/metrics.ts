/** The metrics service. */
import type { EnvironmentReader } from '../environment.ts';

export type MetricsConfig = Readonly<ReturnType<typeof readMetrics>>;

export function readMetrics(read: EnvironmentReader) {
  read.section('Metrics');
  return {
    intervalMs: read.integer('METRICS_INTERVAL_MS', {
      default: 15_000,
      min: 100,
      max: 3_600_000,
      about: 'How often the metrics service judges its alerts, in milliseconds.',
    }),
    gatherMs: read.integer('METRICS_GATHER_MS', {
      default: 1_000,
      min: 1,
      max: 60_000,
      about:
        'How long messages may gather at the broker before the metrics service counts them, in milliseconds. The longer, the fewer transactions.',
    }),
    watchDatabase: read.flag('METRICS_WATCH_DATABASE', {
      default: true,
      about: 'Whether to look at how many connections the database server has, besides our own.',
    }),
  };
}
