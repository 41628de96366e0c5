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
import type { ReplayedModel } from './event-store/replay.ts';
import { closeHttpServer, createHttpServer } from './http.ts';
import { kafkaClient } from './kafka.ts';
import { createLogger } from './log.ts';
import type { Message } from './messages.ts';
import { ServiceMessaging } from './messaging/service-messaging.ts';
import { OutboxRelay } from './outbox-relay.ts';
import { Publisher } from './publisher.ts';
import { tellReadTokens } from './read-token.ts';
import { ailments } from './recovery/health.ts';
import { type Health, recoveryRoutes } from './recovery/routes.ts';
import { type Resumed, ServiceRecovery } from './recovery/service-recovery.ts';
import { Runtime } from './runtime.ts';
import { followRequests, openTracing } from './telemetry/following.ts';
import { collectServiceMetrics, measureHttp } from './telemetry/service-metrics.ts';

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
  /** In which shard a message takes effect, see `Runtime.shardOf`. */
  shardOf?(message: Message): number;
  /** Read models that follow from the service's own events; absent where there is no event store. */
  readonly readModels?: readonly ReplayedModel[];
  /** What there is to go on with after a start. Called when the read models are right, before anything is consumed. */
  resume?(): Promise<Resumed>;
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
  const tracing = config.tracing.collector === undefined ? undefined : await openTracing(config, name);
  const runtime = new Runtime(name, config, log, pool, tracing);
  const definition = define(runtime);
  if (definition.shardOf !== undefined) runtime.shardOf = (message) => definition.shardOf?.(message) ?? 0;
  const kafka = kafkaClient(config.kafka, clientId, log);
  const relay = new OutboxRelay(pool, new Publisher(kafka, log, tracing), name, config.relay, log);
  const messaging = new ServiceMessaging(runtime, kafka, consumptionOf(name, definition.handle), failProcess);
  const { consumption } = messaging;
  const consumer = new ServiceConsumer(runtime, kafka, consumption, failProcess);
  const recovery = new ServiceRecovery(runtime, kafka, () => [consumer, ...messaging.consumers], {
    readModels: definition.readModels,
    resume: async () => (await definition.resume?.()) ?? {},
  });
  let ready = false;
  const health = healthOf({
    runtime,
    consumer,
    messaging,
    consumes: consumption.topics.length > 0,
    relay,
    recovery,
    accepting: () => ready,
  });
  const { app, routes } = createHttpServer(runtime, health, definition.owners);
  followRequests(app, tracing);
  measureHttp(app, runtime.metrics);
  collectServiceMetrics(runtime.metrics, name, pool, runtime.read);
  tellReadTokens(app, runtime.replica);
  definition.routes?.(app);
  messaging.routes(app, () => relay.nudge());
  recoveryRoutes(app, runtime, recovery);
  const workers = definition.workers ?? [];

  const stop = async (): Promise<void> => {
    ready = false;
    await closeHttpServer(app);
    await Promise.all([recovery, ...workers].map((worker) => worker.stop()));
    await Promise.all([consumer.stop(), messaging.stop()]);
    await relay.stop();
    await tracing?.close();
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
    await recovery.replay();
    if (consumption.topics.length > 0) await consumer.start();
    await messaging.start();
    for (const worker of [recovery, ...workers]) worker.start();
    const address = await app.listen(config.http[name]);
    ready = true;
    log.info({ address }, 'Started.');
    return { stop, address, routes: routes.all };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Parts {
  readonly runtime: Runtime;
  readonly consumer: ServiceConsumer;
  readonly messaging: ServiceMessaging;
  /** False for a service that hears nothing. */
  readonly consumes: boolean;
  readonly relay: OutboxRelay;
  readonly recovery: ServiceRecovery;
  /** Whether requests are taken. */
  readonly accepting: () => boolean;
}

/** A drain of the outbox is over in less, however long the broker's client tries. */
const RELAY_BUSY_MAX_MS = 300_000;

function healthOf({ runtime, consumer, messaging, consumes, relay, recovery, accepting }: Parts): Health {
  const { pulse } = consumer;
  const { sessionTimeoutMs } = runtime.config.kafka;
  return {
    accepting,
    criteria: async () => ({
      event_store_accessible: await runtime.read.query({ name: 'health', text: 'SELECT 1 AS one' }, []).then(
        () => true,
        () => false,
      ),
      read_models_consistent: recovery.consistent,
      kafka_consumers_connected: (!consumes || consumer.isConnected) && messaging.isConnected,
      pending_events_processed: recovery.recovered,
    }),
    ailments: () =>
      ailments(
        {
          consumerDeath: accepting() ? pulse.death : undefined,
          consumerSilentMs: pulse.silentMs(Date.now()),
          relayBusyMs: relay.busyMs(Date.now()),
        },
        // Three sessions: the client has long been thrown out of the group, and has not noticed.
        { consumerSilentMs: sessionTimeoutMs * 3, relayBusyMs: RELAY_BUSY_MAX_MS },
      ),
  };
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
