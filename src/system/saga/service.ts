/** The saga orchestrator: consumes what the other services say, and moves each payment on by commands. */
import type { Config } from '../config.ts';
import { Replay, type RunningService, startService } from '../platform/index.ts';
import { Clockwork } from './clockwork.ts';
import { sagaHandler } from './handler.ts';
import { Projector } from './overview/projector.ts';
import { openSagas, sagaProjection } from './projection.ts';
import { sagaRoutes } from './routes.ts';

/** Starts one instance. Its HTTP side is for operators. */
export function startSagaService(config: Config): Promise<RunningService> {
  return startService('saga', config, (runtime) => {
    const clockwork = new Clockwork(runtime, config.saga);
    return {
      handle: sagaHandler(config.saga, () => clockwork.nudge()),
      routes: (app) => sagaRoutes(app, runtime, config.saga),
      workers: config.saga.projector ? [clockwork, new Projector(runtime)] : [clockwork],
      readModels: [new Replay(runtime, sagaProjection)],
      resume: async () => ({ sagas: await openSagas(runtime.read) }),
    };
  });
}
