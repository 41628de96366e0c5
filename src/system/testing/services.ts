/** For tests of the system as a whole: every service there is. */
import type { Config, ServiceName } from '../config.ts';
import { startGatewayService } from '../gateway/service.ts';
import { startMetricsService } from '../metrics/service.ts';
import { startPaymentService } from '../payment/service.ts';
import type { RunningService } from '../platform/index.ts';
import { startRecoveryService } from '../recovery/service.ts';
import { startSagaService } from '../saga/service.ts';
import { startWalletService } from '../wallet/service.ts';

const STARTERS: Readonly<Record<ServiceName, (config: Config) => Promise<RunningService>>> = {
  payment: startPaymentService,
  wallet: startWalletService,
  gateway: startGatewayService,
  saga: startSagaService,
  metrics: startMetricsService,
  recovery: startRecoveryService,
};

export type AllServices = Readonly<Record<ServiceName, RunningService>>;

/** Starts one instance of each service. */
export async function startAll(config: Config): Promise<AllServices> {
  const [payment, wallet, gateway, saga, metrics, recovery] = await Promise.all([
    STARTERS.payment(config),
    STARTERS.wallet(config),
    STARTERS.gateway(config),
    STARTERS.saga(config),
    STARTERS.metrics(config),
    STARTERS.recovery(config),
  ]);
  return { payment, wallet, gateway, saga, metrics, recovery };
}

/** Stops all of them. */
export async function stopAll(services: AllServices): Promise<void> {
  await Promise.all(Object.values(services).map((service) => service.stop()));
}
