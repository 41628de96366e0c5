/**
 * Calls the merchants' URLs. Each call is signed: header `temblor-signature: t=<ms>,v1=<HMAC-SHA256 of "t.body" in hex>`, and carries the notification's
 * id, by which the receiver recognises a repetition. Calls run outside of any transaction, under a lease; one that fails is repeated with
 * growing pauses (1 s, 4 s, 16 s … up to 10 minutes) and given up after the ninth. Each attempt that fails is an event that says when the next one
 * is made; giving up is besides an error for a person.
 */
import { createHmac } from 'node:crypto';
import type { WebhookConfig } from '../config.ts';
import { followCall, followCause, type Runtime, retryDelayMs, sleep, type Worker } from '../platform/index.ts';
import { type Notification, notificationFailed, notificationSent } from './notification.ts';
import { claimNotifications, settleNotification } from './webhook-store.ts';

const TIMEOUT_MS = 10_000;
const LEASE_MS = 30_000;
const IDLE_MS = 1_000;
/** Calls under way at a time, so that a receiver that does not answer holds up few others. */
const CONCURRENCY = 8;
const RETRY = { retries: 8, firstDelayMs: 1_000, maxDelayMs: 600_000, factor: 4 };

export class WebhookWorker implements Worker {
  readonly #runtime: Runtime;
  readonly #webhooks: Readonly<Record<string, WebhookConfig>>;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    this.#webhooks = runtime.config.payment.webhooks;
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        const notifications = await claimNotifications(this.#runtime.read, LEASE_MS, CONCURRENCY);
        if (notifications.length === 0) await sleep(IDLE_MS, signal);
        else await Promise.all(notifications.map((notification) => this.#follow(notification)));
      } catch (error) {
        this.#runtime.log.warn({ err: error }, 'Notifications could not be delivered for now.');
        await sleep(IDLE_MS, signal);
      }
    }
  }

  #follow(notification: Notification): Promise<void> {
    return followCause(this.#runtime.tracing, notification.cause, () => this.#deliver(notification));
  }

  async #deliver(notification: Notification): Promise<void> {
    const problem = await this.#call(notification);
    const { attempts, notificationId, paymentId, version, cause } = notification;
    await this.#runtime.perform(async (step) => {
      const givenUp = problem !== undefined && attempts > RETRY.retries;
      const state = problem === undefined ? 'sent' : givenUp ? 'failed' : 'pending';
      const next = new Date(Date.now() + retryDelayMs(RETRY, attempts));
      if (!(await settleNotification(step.tx, notification, state, next))) return;
      const event =
        problem === undefined
          ? notificationSent(notification)
          : notificationFailed(notification, problem, givenUp ? undefined : next.toISOString());
      step.append({ type: 'notification', id: notificationId, version }, [event], cause);
      if (givenUp) step.recordError({ kind: 'notification-failed', reason: problem, aggregateId: paymentId });
    });
  }

  /** Returns what went wrong, or undefined when the receiver took it (any 2xx). */
  async #call({ notificationId, paymentId, merchantId, outcome }: Notification): Promise<string | undefined> {
    const webhook = this.#webhooks[merchantId];
    if (webhook === undefined) return `Merchant ${merchantId} has no webhook any more; see MERCHANT_WEBHOOKS.`;
    const body = JSON.stringify({ notification_id: notificationId, payment_id: paymentId, outcome });
    const time = Date.now();
    const signature = createHmac('sha256', webhook.secret).update(`${time}.${body}`).digest('hex');
    try {
      const answer = await followCall('POST webhook', (headers) =>
        fetch(webhook.url, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json', 'temblor-signature': `t=${time},v1=${signature}` },
          body,
          redirect: 'manual',
          signal: AbortSignal.timeout(TIMEOUT_MS),
        }),
      );
      await answer.body?.cancel();
      return answer.ok ? undefined : `The receiver answered ${answer.status}.`;
    } catch (error) {
      return `The receiver could not be reached: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
}
