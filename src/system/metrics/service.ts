/** The metrics service: counts what all others say, judges it, and shows it to Prometheus. */
import { type Config, SERVICE_NAMES } from '../config.ts';
import { type RunningService, startService, type Worker } from '../platform/index.ts';
import { kafkaClient } from '../platform/kafka.ts';
import { Evaluator } from './evaluator.ts';
import { metricsHandler } from './handler.ts';
import { Observer } from './observer.ts';
import { LagProbe } from './probe.ts';

/** Counting is in no hurry: this much, or what has come in a second, is fetched and written at once. */
const FETCH_MIN_BYTES = 512 * 1024;

/** Starts one instance. */
export function startMetricsService(config: Config): Promise<RunningService> {
  const kafka = { ...config.kafka, fetchWaitMs: config.metrics.gatherMs, fetchMinBytes: FETCH_MIN_BYTES };
  return startService('metrics', { ...config, kafka }, (runtime) => {
    const probe = new LagProbe(
      kafkaClient(config.kafka, `metrics-probe-${config.instance}`, runtime.log),
      SERVICE_NAMES,
    );
    const observer = new Observer(runtime, probe);
    observer.collect();
    const closing: Worker = { start: () => undefined, stop: () => probe.close() };
    return {
      handle: metricsHandler(runtime.metrics),
      workers: [new Evaluator(runtime, config.metrics, observer), closing],
    };
  });
}
