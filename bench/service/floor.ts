/**
 * The floor: what a payment costs when nothing but the database is there. Four transactions, each one statement and one durable commit, leave what a
 * payment has to leave: its state, its events, the hold and the entries in the books, the outbox and the inbox. 32 clients, prepared statements,
 * one process, no messages, no HTTP, no decisions. Nothing that keeps these promises over four services can be faster.
 */
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import pg from 'pg';

export const FLOOR_CLIENTS = 32;
const WALLETS = 256;

const SCHEMA = `
CREATE TABLE payment (id uuid PRIMARY KEY, wallet int NOT NULL, amount bigint NOT NULL, state text NOT NULL) WITH (fillfactor = 70);
CREATE TABLE wallet (id int PRIMARY KEY, available bigint NOT NULL CHECK (available >= 0), locked bigint NOT NULL) WITH (fillfactor = 70);
CREATE TABLE attempt (payment uuid PRIMARY KEY, charge text NOT NULL);
CREATE TABLE event (payment uuid, number int, type text NOT NULL, data jsonb NOT NULL, PRIMARY KEY (payment, number));
CREATE TABLE entry (payment uuid, account text, step int, amount bigint NOT NULL, PRIMARY KEY (payment, step, account));
CREATE TABLE outbox (position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, message jsonb NOT NULL);
CREATE TABLE inbox (id uuid PRIMARY KEY);
INSERT INTO wallet SELECT i, 1000000000000, 0 FROM generate_series(0, ${WALLETS - 1}) i;`;

const DATA = `jsonb_build_object('payment_id', $1::uuid, 'wallet_id', $2::int, 'amount', $3::bigint)`;
const INBOX_AND_OUTBOX = `i AS (INSERT INTO inbox VALUES ($4::uuid)), o AS (INSERT INTO outbox (message) VALUES (${DATA}))`;

/** $1 payment, $2 wallet, $3 amount, $4 id of the handled message. */
const STEPS = [
  `WITH ${INBOX_AND_OUTBOX}, e AS (INSERT INTO event VALUES ($1, 1, 'PaymentInitiated', ${DATA}))
   INSERT INTO payment VALUES ($1, $2, $3, 'INITIATED')`,
  `WITH ${INBOX_AND_OUTBOX}, e AS (INSERT INTO event VALUES ($1, 2, 'WalletDeducted', ${DATA})),
     n AS (INSERT INTO entry SELECT $1, account, 1, sign * $3::bigint FROM (VALUES ('available', -1), ('in_flight', 1)) AS b(account, sign))
   UPDATE wallet SET available = available - $3::bigint, locked = locked + $3::bigint WHERE id = $2 AND available >= $3::bigint`,
  `WITH ${INBOX_AND_OUTBOX}, e AS (INSERT INTO event VALUES ($1, 3, 'GatewayResponseReceived', ${DATA}))
   INSERT INTO attempt VALUES ($1, 'ch_1')`,
  `WITH ${INBOX_AND_OUTBOX}, e AS (INSERT INTO event VALUES ($1, 4, 'PaymentCompleted', ${DATA})),
     n AS (INSERT INTO entry SELECT $1, account, 2, sign * $3::bigint FROM (VALUES ('in_flight', -1), ('merchant_clearing', 1)) AS b(account, sign)),
     w AS (UPDATE wallet SET locked = locked - $3::bigint WHERE id = $2)
   UPDATE payment SET state = 'COMPLETED' WHERE id = $1`,
];

/** Measures the floor on a server, in payments per second. `url` names an empty database. */
export class Floor {
  readonly #clients: readonly pg.Client[];

  private constructor(clients: readonly pg.Client[]) {
    this.#clients = clients;
  }

  static async open(url: string): Promise<Floor> {
    const clients = Array.from({ length: FLOOR_CLIENTS }, () => new pg.Client({ connectionString: url }));
    await Promise.all(clients.map((client) => client.connect()));
    await clients[0]?.query(SCHEMA);
    return new Floor(clients);
  }

  async measure(seconds: number): Promise<number> {
    const startMs = performance.now();
    const endMs = startMs + seconds * 1_000;
    const counts = await Promise.all(this.#clients.map((client, index) => payUntil(client, index, endMs)));
    const payments = counts.reduce((sum, count) => sum + count, 0);
    return (payments * 1_000) / (performance.now() - startMs);
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.end()));
  }
}

async function payUntil(client: pg.Client, first: number, endMs: number): Promise<number> {
  let count = 0;
  while (performance.now() < endMs) {
    const payment = randomUUID();
    const wallet = (first + count * FLOOR_CLIENTS) % WALLETS;
    for (const [number, text] of STEPS.entries()) {
      await client.query({ name: `step-${number}`, text, values: [payment, wallet, 100, randomUUID()] });
    }
    count += 1;
  }
  return count;
}
