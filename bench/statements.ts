/**
 * What a statement costs in the world, against bare node-pg sending the same statements to the same server. Both sides
 * run the same client code, in turns, so that the machine's mood hits both; what is reported is the ratio of medians.
 */
import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { installWorld, World } from '../src/simulation/world/index.ts';
import { LockstepDatabase, LockstepPostgres, PostgresCluster } from '../src/simulation/world/postgres/index.ts';

const ROUNDS = 9;
const TRANSACTIONS = 400;
const STATEMENTS_PER_TRANSACTION = 4;
/** More virtual time than the statements can take. */
const LIMIT_MS = 3_600_000;

export interface StatementCosts {
  /** Microseconds per statement, median of the rounds. */
  readonly worldUs: number;
  readonly bareUs: number;
  readonly ratio: number;
  readonly rounds: number;
  readonly statements: number;
}

/** A payment-like transaction: begin, guarded update, insert, commit. */
async function transfer(client: pg.Client, id: number): Promise<void> {
  await client.query('BEGIN');
  await client.query({
    name: 'deduct',
    text: 'UPDATE account SET balance = balance - $2 WHERE id = $1 AND balance >= $2',
    values: [1 + (id % 16), 3],
  });
  await client.query({
    name: 'book',
    text: 'INSERT INTO entry (account, amount, note) VALUES ($1, $2, $3) RETURNING id',
    values: [1 + (id % 16), 3, `transfer ${id}`],
  });
  await client.query('COMMIT');
}

async function transfers(config: pg.ClientConfig): Promise<number> {
  const client = new pg.Client(config);
  await client.connect();
  await transfer(client, 0);
  const start = performance.now();
  for (let id = 1; id <= TRANSACTIONS; id += 1) await transfer(client, id);
  const elapsedMs = performance.now() - start;
  await client.end();
  return elapsedMs;
}

async function inWorld(database: LockstepDatabase, seed: number): Promise<number> {
  const world = World.open({ seed });
  const postgres = new LockstepPostgres({
    database,
    scheduler: world,
    random: world.random.fork('postgres'),
    trace: world.trace,
    points: world.points,
    hold: world.hold,
  });
  world.network.listen({ host: 'postgres', port: 5432 }, postgres.listener);
  let over = false;
  world.spawn({
    name: 'client',
    main: async () => {
      await transfers({ host: 'postgres', port: 5432, user: 'postgres', database: 'bench' });
      over = true;
    },
  });
  const start = performance.now();
  await world.run({ until: () => over, limitMs: LIMIT_MS });
  const elapsedMs = performance.now() - start;
  await world.close();
  await postgres.close();
  if (!over) throw new Error('The client in the world did not finish.');
  return elapsedMs;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

export async function measureStatements(): Promise<StatementCosts> {
  await installWorld();
  const cluster = await PostgresCluster.start();
  try {
    await cluster.createDatabase('bench');
    await cluster.execute(
      'bench',
      `CREATE TABLE account (id int PRIMARY KEY, balance bigint NOT NULL);
       CREATE TABLE entry (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, account int NOT NULL, amount bigint NOT NULL, note text NOT NULL);
       INSERT INTO account SELECT i, 1000000000 FROM generate_series(1, 16) i`,
    );
    const database = await LockstepDatabase.attach(cluster, 'bench');
    const world: number[] = [];
    const bare: number[] = [];
    // The first round only warms up.
    for (let round = 0; round <= ROUNDS; round += 1) {
      const worldMs = await inWorld(database, round);
      const bareMs = await transfers({ connectionString: cluster.connectionString('bench') });
      if (round > 0) {
        world.push(worldMs);
        bare.push(bareMs);
      }
    }
    database.detach();
    const statements = TRANSACTIONS * STATEMENTS_PER_TRANSACTION;
    const worldUs = (median(world) * 1000) / statements;
    const bareUs = (median(bare) * 1000) / statements;
    return { worldUs, bareUs, ratio: worldUs / bareUs, rounds: ROUNDS, statements };
  } finally {
    await cluster.stop();
  }
}
