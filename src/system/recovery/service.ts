/** The recovery service: brings the system back in order, sees that it is consistent, and says so. */
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.ts';
import { RequestReader, type RunningService, startService } from '../platform/index.ts';
import type { SystemState } from './system-state.ts';
import { Watcher } from './watcher.ts';

/** Starts one instance. It consumes nothing; it asks the others over HTTP. */
export function startRecoveryService(config: Config): Promise<RunningService> {
  return startService('recovery', config, (runtime) => {
    const watcher = new Watcher(runtime);
    return {
      handle: () => Promise.resolve(),
      routes: (app) => systemRoutes(app, watcher),
      workers: [watcher],
      readModels: [],
    };
  });
}

function systemRoutes(app: FastifyInstance, watcher: Watcher): void {
  app.get('/api/v1/admin/system', async () => shown(await watcher.state()));
  app.post('/api/v1/admin/system/recover', async ({ body }) => {
    new RequestReader(body ?? {}).finish();
    return shown(await watcher.recoverAll());
  });
}

/** The state as people and tools see it. */
function shown({ services, recovery, last }: SystemState) {
  return {
    status: recovery === undefined ? 'operational' : 'recovering',
    services: Object.entries(services).map(([name, { ready, since, inconsistencies, trouble }]) => ({
      name,
      ready,
      since,
      inconsistencies,
      ...(trouble === undefined ? {} : { trouble }),
    })),
    ...(recovery === undefined
      ? {}
      : {
          recovery: {
            started_at: recovery.startedAt,
            reason: recovery.reason,
            services: recovery.services,
            recovered: recovery.recovered.map(({ name }) => name),
          },
        }),
    ...(last === undefined
      ? {}
      : {
          last_recovery: {
            started_at: last.startedAt,
            completed_at: last.completedAt,
            recovery_duration: last.durationSeconds,
            services_recovered: last.services,
            events_reprocessed: last.events,
            sagas_resumed: last.sagas,
          },
        }),
  };
}
