/** Customers who order tickets, one after the other. */
import { setTimeout } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import type { Order } from './reserve.ts';
import { ORDERS } from './shop.ts';

/** Sends the orders with short pauses; comes back when Kafka has acknowledged the last. */
export async function order(brokers: readonly string[], orders: readonly Order[]): Promise<void> {
  const kafka = new Kafka({ clientId: 'customers', brokers: [...brokers], logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  for (const one of orders) {
    await producer.send({ topic: ORDERS, messages: [{ key: one.showId, value: JSON.stringify(one) }] });
    await setTimeout(Math.random() * 50);
  }
  await producer.disconnect();
}
