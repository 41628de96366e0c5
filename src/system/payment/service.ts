/** The payment service: owns the payments' states, their API, and the notification of their owners. */
import type { Config } from '../config.ts';
import { Replay, type RunningService, startService } from '../platform/index.ts';
import { Endings } from './endings.ts';
import { paymentHandler } from './handle.ts';
import { paymentOwners } from './owners.ts';
import { paymentProjection } from './projection.ts';
import { refundProjection } from './refund-projection.ts';
import { paymentRoutes } from './routes.ts';
import { WebhookWorker } from './webhook-worker.ts';

/** Starts one instance of the payment service. */
export function startPaymentService(config: Config): Promise<RunningService> {
  const hasWebhooks = Object.keys(config.payment.webhooks).length > 0;
  const endings = new Endings();
  return startService('payment', config, (runtime) => ({
    handle: paymentHandler(config.payment, (paymentIds) => endings.announce(paymentIds)),
    routes: (app) => paymentRoutes(app, runtime, endings),
    readModels: [new Replay(runtime, paymentProjection), new Replay(runtime, refundProjection)],
    owners: { payment: (id) => paymentOwners(runtime, id) },
    workers: hasWebhooks ? [new WebhookWorker(runtime)] : [],
  }));
}
