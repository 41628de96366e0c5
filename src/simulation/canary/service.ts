/**
 * The canary: a wallet service that checks and then writes without a guard. It takes the place of the shipped one in a
 * world of its own, on the same platform and under the same properties, to show that they would notice. It is no part
 * of the system that ships.
 */
import type { Config } from '../../system/config.ts';
import { type BatchHandler, type RunningService, startService } from '../../system/platform/index.ts';
import { handleWalletMessages } from '../../system/wallet/handle.ts';
import { walletRoutes } from '../../system/wallet/routes.ts';
import { CarelessDeductions } from './deduct.ts';

/** Starts one instance of the wallet service that must be found out. */
export function startCanaryWallet(config: Config): Promise<RunningService> {
  return startService('wallet', config, (runtime) => ({
    handle: carelessHandler(new CarelessDeductions()),
    routes: (app) => walletRoutes(app, runtime),
  }));
}

/** Deductions in the careless way, everything else as it ships, one message after the other. */
function carelessHandler(deductions: CarelessDeductions): BatchHandler {
  return async (step, messages) => {
    for (const message of messages) {
      if (message.event_type === 'DeductWalletBalance') {
        await deductions.take(step, message);
        continue;
      }
      if (message.event_type === 'CheckWalletBalance') await deductions.look(step, message);
      await handleWalletMessages(step, [message]);
    }
  };
}
