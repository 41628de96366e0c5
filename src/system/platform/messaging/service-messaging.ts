/** What messaging adds to every service: its dead letters, its errors and its outbox, to look at and to act upon. */
import type { FastifyInstance } from 'fastify';
import type { Runtime } from '../runtime.ts';
import { type Handling, Redriver } from './dead-letters/redriver.ts';
import { deadLetterRoutes } from './dead-letters/routes.ts';
import { RedriveWorker } from './dead-letters/worker.ts';
import { errorRoutes } from './error-routes.ts';
import { outboxRoutes } from './outbox-routes.ts';

export class ServiceMessaging {
  readonly #runtime: Runtime;
  readonly #redriver: Redriver;
  readonly #worker: RedriveWorker;

  /** `handlings` are all ways in which the service handles messages; a dead letter is redriven by the one that knows its topic. */
  constructor(runtime: Runtime, handlings: readonly Handling[]) {
    this.#runtime = runtime;
    this.#redriver = new Redriver(runtime, handlings);
    this.#worker = new RedriveWorker(runtime, this.#redriver);
  }

  /** Adds the admin routes. `retryOutbox` has the relay look at once. */
  routes(app: FastifyInstance, retryOutbox: () => void): void {
    deadLetterRoutes(app, this.#runtime, this.#redriver);
    errorRoutes(app, this.#runtime);
    outboxRoutes(app, this.#runtime, retryOutbox);
  }

  start(): void {
    this.#worker.start();
  }

  /** Resolves when nothing of it runs any more. */
  stop(): Promise<void> {
    return this.#worker.stop();
  }
}
