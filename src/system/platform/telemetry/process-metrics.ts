/** What a process uses of its machine. Read when `/metrics` is asked for; nothing is observed in between. */
import { totalmem } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { Metrics } from './metrics.ts';

/** Shows memory, processor time and how busy the event loop is. */
export function collectProcessMetrics(metrics: Metrics): void {
  const one = (value: number) => [{ labels: {}, value }];
  let loop = performance.eventLoopUtilization();
  metrics.collect('process_resident_memory_bytes', () => one(process.memoryUsage.rss()));
  metrics.collect('process_heap_used_bytes', () => one(process.memoryUsage().heapUsed));
  metrics.collect('process_memory_limit_bytes', () => one(memoryLimit()));
  metrics.collect('process_cpu_seconds', () => {
    const { user, system } = process.cpuUsage();
    return one((user + system) / 1e6);
  });
  metrics.collect('process_start_time_seconds', () => one(performance.timeOrigin / 1_000));
  metrics.collect('event_loop_utilization', () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, loop);
    loop = now;
    return one(utilization);
  });
}

/** Bytes that this process may use: the limit of its control group, or all of the machine where there is none (then Node says 0, or more than there is). */
export function memoryLimit(): number {
  const limit = process.constrainedMemory();
  return limit > 0 && limit < totalmem() ? limit : totalmem();
}
