/** The saga orchestrator: consumes what the other services say, and moves each payment on by commands. */
import type { Config } from '../config.ts';
import { type RunningService, startService } from '../platform/index.ts';
import { Clockwork } from './clockwork.ts';
import { sagaHandler } from './handler.ts';

/** Starts one instance. Its HTTP side has the health endpoints only. */
export function startSagaService(config: Config): Promise<RunningService> {
  return startService('saga', config, (runtime) => {
    const clockwork = new Clockwork(runtime, config.saga);
    return { handle: sagaHandler(config.saga, () => clockwork.nudge()), workers: [clockwork] };
  });
}
