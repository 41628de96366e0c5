/**
 * The shop in a world: two instances of it, the customers, a Kafka and a real Postgres. `open` once, then `play` one run after the other;
 * each has a world of its own and an empty database.
 */
import { readFileSync } from 'node:fs';
import { installWorld, World } from '../../../src/simulation/world/index.ts';
import { KafkaCluster } from '../../../src/simulation/world/kafka/index.ts';
import { LockstepDatabase, LockstepPostgres, PostgresCluster } from '../../../src/simulation/world/postgres/index.ts';
import type { Order, Reserve } from '../shop/reserve.ts';
import type { TicketsHistory } from './history.ts';
import { SHOPS, type TicketsInput } from './input.ts';

const KAFKA = { host: 'kafka', port: 9092 };
const POSTGRES = { host: 'postgres', port: 5432 };
const DATABASE = 'tickets';
const TICKETS = { opera: 4, circus: 3 };
/** Nothing goes wrong after that, and everything has to come to rest. */
const HEAL_AT_MS = 20_000;
const LIMIT_MS = 200_000;
const LOOK_EVERY_MS = 50;

/** The shop's code, loaded after the world was put below Node; before that, it would keep the real clock and network. */
type Code = Awaited<ReturnType<typeof loadCode>>;

export class TicketsWorlds {
  readonly #cluster: PostgresCluster;
  readonly #database: LockstepDatabase;
  readonly #code: Code;

  private constructor(cluster: PostgresCluster, database: LockstepDatabase, code: Code) {
    this.#cluster = cluster;
    this.#database = database;
    this.#code = code;
  }

  static async open(): Promise<TicketsWorlds> {
    await installWorld();
    const code = await loadCode();
    const cluster = await PostgresCluster.start();
    await cluster.createDatabase(DATABASE);
    const client = new code.pg.Client(cluster.connectionString(DATABASE));
    await client.connect();
    await client.query(readFileSync(new URL('../shop/schema.sql', import.meta.url), 'utf8'));
    await client.end();
    return new TicketsWorlds(cluster, await LockstepDatabase.attach(cluster, DATABASE), code);
  }

  /** Ends the server and removes what it left on the disk. */
  async close(): Promise<void> {
    this.#database.detach();
    await this.#cluster.stop();
  }

  /** Plays one run with a shop that reserves in the given way. */
  async play(input: TicketsInput, reserve: Reserve): Promise<TicketsHistory> {
    const world = World.open({ seed: input.seed, faults: input.faults });
    const kafka = new KafkaCluster({
      topics: [{ name: this.#code.shop.ORDERS, partitions: 2 }],
      scheduler: world,
      random: world.random.fork('kafka'),
      brokers: [KAFKA],
      points: world.points,
      trace: world.trace,
    });
    const postgres = new LockstepPostgres({
      database: this.#database,
      scheduler: world,
      random: world.random.fork('postgres'),
      trace: world.trace,
      points: world.points,
      hold: world.hold,
    });
    for (const { address, listener } of kafka.brokers) world.network.listen(address, listener);
    world.network.listen(POSTGRES, postgres.listener);
    for (const [show, count] of Object.entries(TICKETS))
      postgres.query(`INSERT INTO shows VALUES ('${show}', ${count})`);

    const orders = ordersOf(input.orders);
    let ordered = false;
    this.#spawn(world, reserve, async (brokers) => {
      await this.#code.customers.order(brokers, orders);
      ordered = true;
    });

    let atRest = false;
    const look = (): void => {
      const { SHOP_GROUP } = this.#code.shop;
      atRest = ordered && kafka.lag(SHOP_GROUP) === 0 && SHOPS.every((name) => world.process(name).alive);
      if (!atRest) world.schedule(LOOK_EVERY_MS, look);
    };
    look();
    world.schedule(HEAL_AT_MS, () => world.heal());
    await world.run({ until: () => atRest, limitMs: LIMIT_MS });

    const history = { tickets: TICKETS, orders, ...rowsOf(postgres), atRest };
    await world.close();
    await postgres.close();
    kafka.close();
    postgres.reset([]);
    return history;
  }

  #spawn(world: World, reserve: Reserve, customers: (brokers: readonly string[]) => Promise<void>): void {
    const brokers = [`${KAFKA.host}:${KAFKA.port}`];
    const databaseUrl = `postgres://postgres@${POSTGRES.host}:${POSTGRES.port}/${DATABASE}`;
    for (const name of SHOPS) {
      world.spawn({
        name,
        main: async () => {
          await this.#code.shop.startShop({ brokers, databaseUrl, reserve });
        },
      });
    }
    world.spawn({ name: 'customers', main: () => customers(brokers) });
  }
}

async function loadCode() {
  const { default: pg } = await import('pg');
  return { pg, shop: await import('../shop/shop.ts'), customers: await import('../shop/customers.ts') };
}

function ordersOf(count: number): readonly Order[] {
  const shows = Object.keys(TICKETS);
  return Array.from({ length: count }, (_, index) => ({
    orderId: `order-${index + 1}`,
    showId: shows[index % shows.length] ?? '',
  }));
}

function rowsOf(postgres: LockstepPostgres): Pick<TicketsHistory, 'reservations' | 'left'> {
  const reserved = postgres.query('SELECT order_id, show_id FROM reservations ORDER BY order_id, reservation_id');
  const left = postgres.query('SELECT show_id, tickets_left FROM shows');
  return {
    reservations: reserved.map(([orderId, showId]) => ({ orderId: orderId ?? '', showId: showId ?? '' })),
    left: Object.fromEntries(left.map(([showId, count]) => [showId ?? '', Number(count)])),
  };
}
