/** The wallet service: owns balances, holds and the ledger. */
import type { Config } from '../config.ts';
import { Replay, type RunningService, startService } from '../platform/index.ts';
import { CheckWorker } from './consistency/rounds.ts';
import { consistencyRoutes } from './consistency/routes.ts';
import { handleWalletMessages, shardOfMessage } from './handle.ts';
import { lockObserver } from './locks.ts';
import { walletOwners } from './owners.ts';
import { walletProjection } from './projection.ts';
import { walletRoutes } from './routes.ts';

/** Starts one instance of the wallet service. */
export function startWalletService(config: Config): Promise<RunningService> {
  return startService('wallet', config, (runtime) => {
    const onLocked = lockObserver(runtime);
    const checks = new CheckWorker(runtime, config.wallet.checkIntervalMs);
    return {
      handle: (step, messages) => handleWalletMessages(step, messages, onLocked),
      shardOf: (message) => shardOfMessage(message, config.wallet.shards),
      routes: (app) => {
        walletRoutes(app, runtime);
        consistencyRoutes(app, runtime, checks);
      },
      workers: [checks],
      readModels: [new Replay(runtime, walletProjection)],
      owners: { wallet: (id) => walletOwners(runtime, id) },
    };
  });
}
