/** The wallet service: owns balances, holds and the ledger. */
import type { Config } from '../config.ts';
import { type RunningService, startService } from '../platform/index.ts';
import { handleWalletMessages } from './handle.ts';
import { walletRoutes } from './routes.ts';

/** Starts one instance of the wallet service. */
export function startWalletService(config: Config): Promise<RunningService> {
  return startService('wallet', config, (runtime) => ({
    handle: handleWalletMessages,
    routes: (app) => walletRoutes(app, runtime),
  }));
}
