/**
 * Puts a service together: database, relay, HTTP, consumer, background workers; starts them in that order and stops them in the reverse, so
 * that what is accepted is also finished.
 */
import type { FastifyInstance } from 'fastify';
import { type MessageType, subscriptionsOf } from '../../../generated/contracts/index.ts';
import type { Config, ServiceName } from '../config.ts';
import type { Owners } from './api/guard.ts';
import type { Route } from './api/route-table.ts';
import type { BatchHandler } from './chunk-handler.ts';
import { ServiceConsumer } from './consumer.ts';
import { openPool } from './database.ts';
import { createHttpServer } from './http.ts';
import { kafkaClient } from './kafka.ts';
import { createLogger } from './log.ts';
import { ServiceMessaging } from './messaging/service-messaging.ts';
import { OutboxRelay } from './outbox-relay.ts';
import { Publisher } from './publisher.ts';
import { tellReadTokens } from './read-token.ts';
import { Runtime } from './runtime.ts';

/** A service that accepts work. */
export interface RunningService {
  /** Finishes what is at work, publishes what is pending, and closes everything. */
  stop(): Promise<void>;
  /** Where its HTTP side listens, e.g. `http://127.0.0.1:3002`. */
  readonly address?: string;
  /** What its HTTP side answers. */
  readonly routes?: readonly Route[];
}

/** Something that runs beside the consumer, such as a loop over deadlines. */
export interface Worker {
  start(): void;
  /** Resolves when nothing of it runs any more. */
  stop(): Promise<void>;
}

/** What makes a service that service. */
export interface ServiceDefinition {
  /** Handles the messages that the contracts name for this service, see `BatchHandler`. */
  readonly handle: BatchHandler;
  /** Adds the HTTP routes. */
  routes?(app: FastifyInstance): void;
  readonly workers?: readonly Worker[];
  /** How to find out to whom the things belong that its routes are about, see `x-owner` in the OpenAPI document. */
  readonly owners?: Owners;
}

/**
 * Starts one instance of a service. When its consumer can't go on, an error is thrown outside of any call, which ends the process:
 * the supervisor then starts a new one.
 *
 * @throws when the database or the broker can't be reached, or the port is taken; what was opened is closed again.
 */
export async function startService(
  name: ServiceName,
  config: Config,
  define: (runtime: Runtime) => ServiceDefinition,
): Promise<RunningService> {
  const log = createLogger(config.log, name, config.instance);
  const clientId = `${name}-${config.instance}`;
  const pool = openPool(config.database, clientId, log);
  const runtime = new Runtime(name, config, log, pool);
  const definition = define(runtime);
  const kafka = kafkaClient(config.kafka, clientId, log);
  const relay = new OutboxRelay(pool, new Publisher(kafka, log), name, config.relay, log);
  const messaging = new ServiceMessaging(runtime, kafka, consumptionOf(name, definition.handle), failProcess);
  const { consumption } = messaging;
  const consumer = new ServiceConsumer(runtime, kafka, consumption, failProcess);
  let ready = false;
  const { app, routes } = createHttpServer(runtime, () => ready, definition.owners);
  tellReadTokens(app, runtime.replica);
  definition.routes?.(app);
  messaging.routes(app, () => relay.nudge());
  const workers = definition.workers ?? [];

  const stop = async (): Promise<void> => {
    ready = false;
    await app.close();
    await Promise.all(workers.map((worker) => worker.stop()));
    await Promise.all([consumer.stop(), messaging.stop()]);
    await relay.stop();
    await runtime.cache.close();
    await runtime.replica.stop();
    await pool.end();
    log.info('Stopped.');
  };
  try {
    runtime.onMessagesCommitted(() => relay.nudge());
    runtime.replica.start();
    relay.onPublished((rows) => runtime.cache.published(rows));
    if (runtime.cache.wantsMembers) consumer.watchMembers((count) => runtime.cache.members(count));
    relay.start();
    await consumer.start();
    await messaging.start();
    for (const worker of workers) worker.start();
    const address = await app.listen(config.http[name]);
    ready = true;
    log.info({ address }, 'Started.');
    return { stop, address, routes: routes.all };
  } catch (error) {
    await stop();
    throw error;
  }
}

function consumptionOf(name: ServiceName, handle: BatchHandler) {
  const subscriptions = subscriptionsOf(name);
  const wanted = new Map(subscriptions.map(({ topic, messages }) => [String(topic.name), new Set<string>(messages)]));
  return {
    topics: [...wanted.keys()],
    accepts: (topic: string, type: MessageType): boolean => wanted.get(topic)?.has(type) === true,
    handle,
  };
}

/** Ends the process by an error that nobody catches. */
function failProcess(error: Error): void {
  setTimeout(() => {
    throw error;
  }, 0);
}
