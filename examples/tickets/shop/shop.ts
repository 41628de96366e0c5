/** The service: takes orders from a topic and reserves tickets in Postgres. Nothing in it knows of simulation. */
import { type Consumer, Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import type { Order, Reserve } from './reserve.ts';

export const ORDERS = 'orders';
export const SHOP_GROUP = 'shop';

export interface ShopConfig {
  readonly brokers: readonly string[];
  readonly databaseUrl: string;
  readonly reserve: Reserve;
}

/** Starts an instance of the shop; any number of them share the work. */
export async function startShop({ brokers, databaseUrl, reserve }: ShopConfig): Promise<Consumer> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 });
  // A connection that breaks while nobody uses it is no reason to end.
  pool.on('error', () => undefined);
  const kafka = new Kafka({ clientId: 'shop', brokers: [...brokers], logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: SHOP_GROUP, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic: ORDERS, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      const order = orderIn(message.value);
      if (order !== undefined) await inTransaction(pool, (client) => reserve(client, order));
    },
  });
  return consumer;
}

/** Commits what `work` did, or nothing of it; then Kafka delivers the message again. */
async function inTransaction(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await work(client);
    await client.query('COMMIT');
    client.release();
  } catch (error) {
    // Its transaction may still be open, so the connection is not used again.
    client.release(true);
    throw error;
  }
}

function orderIn(value: Buffer | null): Order | undefined {
  const content: unknown = JSON.parse(value?.toString() ?? 'null');
  if (typeof content !== 'object' || content === null || !('orderId' in content) || !('showId' in content)) {
    return undefined;
  }
  const { orderId, showId } = content;
  return typeof orderId === 'string' && typeof showId === 'string' ? { orderId, showId } : undefined;
}
