/** What every service shows of itself at `/metrics`: its HTTP side, its pool, its outbox, its consumer and its process. */
import type { FastifyInstance } from 'fastify';
import type { Consumer } from 'kafkajs';
import type { Pool, Queryable } from '../database.ts';
import { integer, text } from '../rows.ts';
import type { Metrics } from './metrics.ts';
import { collectProcessMetrics } from './process-metrics.ts';

/** Serves `/metrics` and counts the requests to all routes that are added afterwards. */
export function measureHttp(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onResponse', (request, reply, done) => {
    // The pattern, not the address: an id in a label would make a series of each payment.
    const route = request.routeOptions.url ?? 'unknown';
    metrics.add('http_requests_total', { method: request.method, route, status: String(reply.statusCode) });
    metrics.observe('http_request_duration_seconds', { method: request.method, route }, reply.elapsedTime / 1_000);
    done();
  });
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()));
}

/** Shows the process, the pool, and what waits in the outbox of `schema`. */
export function collectServiceMetrics(metrics: Metrics, schema: string, pool: Pool, read: Queryable): void {
  collectProcessMetrics(metrics);
  collectDeadLetters(metrics, schema, read);
  metrics.collect('database_pool_size', () => [{ labels: {}, value: pool.options.max }]);
  metrics.collect('database_pool_connections', () => [
    { labels: { state: 'used' }, value: pool.totalCount - pool.idleCount },
    { labels: { state: 'idle' }, value: pool.idleCount },
    { labels: { state: 'waited-for' }, value: pool.waitingCount },
  ]);
  metrics.collect('outbox_pending', async () => {
    const { rows } = await read.query(
      {
        name: `${schema}.metrics.outbox-pending`,
        text: `SELECT topic, sum(pending)::bigint AS pending FROM ${schema}.outbox_pending GROUP BY topic`,
      },
      [],
    );
    return rows.map((row) => ({ labels: { topic: text(row, 'topic') }, value: integer(row, 'pending') }));
  });
  metrics.collect('outbox_lag_seconds', async () => {
    const { rows } = await read.query(
      {
        name: `${schema}.metrics.outbox-lag`,
        text: `SELECT greatest(0, extract(epoch FROM $1::timestamptz - min(oldest_created_at)) * 1000)::bigint AS ms
FROM ${schema}.outbox_pending`,
      },
      [new Date().toISOString()],
    );
    const age = rows[0]?.['ms'] === null || rows[0] === undefined ? 0 : integer(rows[0], 'ms') / 1_000;
    return [{ labels: {}, value: age }];
  });
}

/** Shows how many dead letters of `schema` wait to be redriven or discarded. */
export function collectDeadLetters(metrics: Metrics, schema: string, read: Queryable): void {
  metrics.collect('dlq_size', async () => {
    const { rows } = await read.query(
      {
        name: `${schema}.metrics.dead-letters`,
        text: `SELECT topic, sum(waiting)::bigint AS waiting FROM ${schema}.dead_letters_waiting GROUP BY topic`,
      },
      [],
    );
    return rows.map((row) => ({ labels: { topic: text(row, 'topic') }, value: integer(row, 'waiting') }));
  });
}

/** Counts what a consumer does. Its client tells of each batch anyway. */
export function measureConsumer(consumer: Consumer, metrics: Metrics): void {
  const lags = new Map<string, { readonly topic: string; readonly lag: number }>();
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
    const { topic, partition, batchSize, duration, offsetLag } = payload;
    metrics.add('messages_consumed_total', { topic }, batchSize);
    metrics.observe('consumer_batch_duration_seconds', { topic }, duration / 1_000);
    lags.set(`${topic}/${partition}`, { topic, lag: Number(offsetLag) });
  });
  // What others consume now is theirs to tell.
  consumer.on(consumer.events.GROUP_JOIN, () => lags.clear());
  metrics.collect('consumer_lag_records', () => {
    const byTopic = new Map<string, number>();
    for (const { topic, lag } of lags.values()) byTopic.set(topic, (byTopic.get(topic) ?? 0) + lag);
    return [...byTopic].map(([topic, value]) => ({ labels: { topic }, value }));
  });
}
