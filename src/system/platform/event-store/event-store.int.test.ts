/** The event store against a real Postgres: partitions, archive, snapshots, time travel. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startEnvironment, type TestEnvironment } from '../../testing/environment.ts';
import { eventually, messagesOn } from '../../testing/topics.ts';
import { walletProjection } from '../../wallet/projection.ts';
import { startWalletService } from '../../wallet/service.ts';
import { openPool } from '../database.ts';
import { createLogger } from '../log.ts';
import { Runtime } from '../runtime.ts';
import type { RunningService } from '../service.ts';
import { Caretaker } from './caretaker.ts';
import { keepPartitions } from './partition-keeper.ts';
import { listPartitions } from './partition-store.ts';
import { rebuild } from './rebuild.ts';
import { Replay } from './replay.ts';
import { readSpans } from './streams.ts';

let environment: TestEnvironment;
let service: RunningService;
let runtime: Runtime;

beforeAll(async () => {
  environment = await startEnvironment();
  service = await startWalletService(environment.config({ RELAY_CYCLE_MS: '200' }));
  runtime = runtimeOf();
});

afterAll(async () => {
  await service.stop();
  await runtime.pool.end();
  await environment.close();
});

function runtimeOf(schema: 'wallet' | 'gateway' = 'wallet'): Runtime {
  const config = environment.config({ INSTANCE: 'test' });
  const log = createLogger(config.log, schema, 'test');
  return new Runtime(schema, config, log, openPool(config.database, 'test', log));
}

async function post(path: string, body: unknown): Promise<Readonly<Record<string, unknown>>> {
  const answer = await fetch(`${service.address}/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify(body),
  });
  const parsed: unknown = await answer.json();
  return { ...(typeof parsed === 'object' ? parsed : {}) };
}

async function get(path: string): Promise<{ readonly status: number; readonly body: unknown }> {
  const answer = await fetch(`${service.address}/api/v1${path}`);
  return { status: answer.status, body: await answer.json() };
}

/** A wallet with this many top-ups of 10. */
async function walletWith(topUps: number): Promise<string> {
  const { wallet_id } = await post('/wallets', { user_id: randomUUID(), currency: 'EUR' });
  for (let n = 0; n < topUps; n += 1)
    await post(`/wallets/${String(wallet_id)}/top-up`, { amount: 10, currency: 'EUR' });
  return String(wallet_id);
}

async function one(sql: string): Promise<readonly (string | null)[]> {
  return (await environment.query(sql))[0] ?? [];
}

/** An event as if it had been stored by the service at that time. */
async function insertEvent(aggregateId: string, version: number, occurredAt: string, schema = 'wallet'): Promise<void> {
  await environment.query(`INSERT INTO ${schema}.events (event_id, event_type, event_version, aggregate_type, aggregate_id, aggregate_version,
    occurred_at, correlation_id, causation_id, data) VALUES ('${randomUUID()}', 'WalletCreated', 1, 'wallet', '${aggregateId}', ${version},
    '${occurredAt}', '${randomUUID()}', '${randomUUID()}', '{"wallet_id":"${aggregateId}","user_id":"u","currency":"EUR"}')`);
}

describe('partitions', () => {
  test('an event is in the partition of its month, and its version is unique there', async () => {
    const id = randomUUID();
    await insertEvent(id, 1, '2026-02-28T23:59:59.999Z', 'saga');
    await insertEvent(id, 2, '2026-03-01T00:00:00Z', 'saga');
    const tables = await environment.query(
      `SELECT tableoid::regclass FROM saga.events WHERE aggregate_id = '${id}' ORDER BY aggregate_version`,
    );
    expect(tables.flat()).toEqual(['saga.events_2026_02', 'saga.events_2026_03']);
    await expect(insertEvent(id, 2, '2026-03-02T00:00:00Z', 'saga')).rejects.toThrow('events_pkey');
  });

  test('a table that was not partitioned becomes so with all that is in it, and its numbers go on', async () => {
    await environment.query(`CREATE SCHEMA former;
      CREATE TABLE former.events (LIKE wallet.events INCLUDING IDENTITY, CONSTRAINT events_pkey PRIMARY KEY (aggregate_type, aggregate_id, aggregate_version));
      INSERT INTO former.events (event_id, event_type, event_version, aggregate_type, aggregate_id, aggregate_version, occurred_at, correlation_id, causation_id, data)
      SELECT gen_random_uuid(), 'WalletCreated', 1, 'wallet', 'w', n, '2024-11-15T00:00:00Z'::timestamptz + n * interval '40 days', gen_random_uuid(), gen_random_uuid(), '{}'
      FROM generate_series(1, 5) n`);
    const before = await environment.query('SELECT * FROM former.events ORDER BY sequence');
    expect(before).toHaveLength(5);
    await environment.query(`SELECT archive.create_event_store('former', '2026-11-22T00:00:00Z')`);
    expect(await environment.query('SELECT * FROM former.events ORDER BY sequence')).toEqual(before);
    expect(await one('SELECT count(*) FROM former.events_default')).toEqual(['0']);
    expect(await one(`SELECT nextval('former.events_sequence')`)).toEqual(['6']);
    const { attached } = await listPartitions(runtime.pool, 'former');
    expect(attached.map(({ name }) => name)).toEqual([
      '2024_12',
      '2025_02',
      '2025_03',
      '2025_04',
      '2025_06',
      '2026_01',
      '2026_02',
      '2026_03',
      '2026_11',
      '2026_12',
      '2027_01',
    ]);
  });

  test('are made ahead of time, once', async () => {
    const now = Date.UTC(2027, 9, 22);
    expect((await keepPartitions(runtime, now)).created).toEqual(['2027_10', '2027_11', '2027_12']);
    expect((await keepPartitions(runtime, now)).created).toEqual([]);
    const id = randomUUID();
    await insertEvent(id, 1, '2027-12-31T12:00:00Z');
    expect(await one(`SELECT tableoid::regclass FROM wallet.events WHERE aggregate_id = '${id}'`)).toEqual([
      'wallet.events_2027_12',
    ]);
    const key = await one(
      "SELECT count(*) FROM pg_index WHERE indrelid = 'wallet.events_2027_12'::regclass AND indisprimary",
    );
    expect(key).toEqual(['1']);
  });

  test('what has none is caught, reported and moved to one of its own', async () => {
    const id = randomUUID();
    await insertEvent(id, 1, '2031-05-05T00:00:00Z');
    expect(await get('/admin/partitions')).toMatchObject({ body: { events_without_partition: 1 } });
    expect(await keepPartitions(runtime, Date.UTC(2026, 10, 22))).toMatchObject({ created: ['2031_05'], strays: 1 });
    expect(await one(`SELECT tableoid::regclass FROM wallet.events WHERE aggregate_id = '${id}'`)).toEqual([
      'wallet.events_2031_05',
    ]);
    expect(await one("SELECT reason FROM wallet.errors WHERE kind = 'events-without-partition'")).toEqual([
      expect.stringContaining('1 events of 2031_05'),
    ]);
  });

  test('that are older than the retention go to the archive, and are still replayed', async () => {
    const id = randomUUID();
    const gateway = runtimeOf('gateway');
    await environment.query(`INSERT INTO gateway.streams VALUES ('wallet', '${id}', 2)`);
    await insertEvent(id, 1, '2026-01-10T00:00:00Z', 'gateway');
    await insertEvent(id, 2, '2026-11-22T00:00:00Z', 'gateway');
    const { archived } = await keepPartitions(gateway, Date.UTC(2028, 1, 1));
    expect(archived).toEqual(['2026_01']);
    const partitions = await listPartitions(gateway.pool, 'gateway');
    expect(partitions.attached.map(({ name }) => name)).not.toContain('2026_01');
    expect(partitions.archived.map(({ name }) => name)).toEqual(['2026_01']);
    expect(await one(`SELECT count(*) FROM gateway.events WHERE aggregate_id = '${id}'`)).toEqual(['1']);
    const place = { schema: 'gateway', aggregateType: 'wallet' };
    const events = await readSpans(gateway.read, place, [{ id, after: 0, upTo: 2 }]);
    expect(events.map(({ message }) => message.aggregate_version)).toEqual([1, 2]);
    expect((await new Replay(gateway, walletProjection).stateAt(id))?.version).toBe(2);
    // The next one to be archived does not collide with it, and the store takes events as before.
    expect((await keepPartitions(gateway, Date.UTC(2028, 2, 1))).archived).toEqual(['2026_02']);
    await insertEvent(id, 3, '2026-11-23T00:00:00Z', 'gateway');
    await gateway.pool.end();
  });
});

describe('a wallet with 250 events', () => {
  let wallet: string;
  let caretaker: Caretaker;

  beforeAll(async () => {
    wallet = await walletWith(249);
    caretaker = new Caretaker(runtime, [new Replay(runtime, walletProjection)]);
    await caretaker.catchUp();
  });

  test('has a snapshot at every hundredth', async () => {
    const rows = await environment.query(
      `SELECT version, schema_version, state ->> 'available' FROM wallet.snapshots WHERE aggregate_id = '${wallet}' ORDER BY version`,
    );
    expect(rows).toEqual([
      ['100', '1', '990'],
      ['200', '1', '1990'],
    ]);
  });

  test('is told from the last snapshot and the tail, the same as from all events', async () => {
    const replay = new Replay(runtime, walletProjection);
    const told = await replay.stateAt(wallet);
    expect(told).toMatchObject({ version: 250, events_replayed: 50, state: { available: 2_490 } });
    const newer = new Replay(runtime, { ...walletProjection, schemaVersion: 2 });
    expect(await newer.stateAt(wallet)).toEqual({ ...told, events_replayed: 250 });
  });

  test('can be looked at as it was at any number and any instant', async () => {
    const events = await environment.query(
      `SELECT aggregate_version, sequence, to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') FROM wallet.events WHERE aggregate_id = '${wallet}' ORDER BY 1`,
    );
    for (const version of [1, 99, 100, 101, 200, 249]) {
      const [, sequence, at] = events[version - 1] ?? [];
      const { body } = await get(`/admin/read-models/wallet_balances/${wallet}?sequence=${sequence}`);
      expect(body).toMatchObject({ version, state: { available: (version - 1) * 10 } });
      // Several events may have occurred in the same millisecond.
      const last = events.filter(([, , time]) => String(time) <= String(at)).length;
      expect((await get(`/admin/read-models/wallet_balances/${wallet}?at=${at}`)).body).toMatchObject({
        version: last,
      });
    }
    expect((await get(`/admin/read-models/wallet_balances/${wallet}?at=2020-01-01T00:00:00Z`)).status).toBe(404);
    expect((await get(`/admin/read-models/wallet_balances/${wallet}?at=yesterday`)).status).toBe(400);
    expect((await get(`/admin/read-models/nothing/${wallet}`)).status).toBe(404);
  });

  test('is not looked at again while nothing happens, and then only for what has come', async () => {
    expect(await caretaker.catchUp()).toMatchObject({ events: 0, aggregates: 0, snapshots: 0 });
    await post(`/wallets/${wallet}/top-up`, { amount: 10, currency: 'EUR' });
    expect(await caretaker.catchUp()).toMatchObject({ events: 1, aggregates: 1, found: [] });
    const [checkpoint] = await one("SELECT sequence FROM wallet.checkpoints WHERE reader = 'replay'");
    expect(Number(checkpoint)).toBeGreaterThan(250);
  });

  test('that is not what its events say is corrected, published and kept for a person', async () => {
    await environment.query(
      `UPDATE wallet.wallet_balances SET available = available + 7 WHERE wallet_id = '${wallet}'`,
    );
    await post(`/wallets/${wallet}/top-up`, { amount: 10, currency: 'EUR' });
    const caughtUp = await caretaker.catchUp();
    expect(caughtUp?.found).toMatchObject([
      { readModel: 'wallet_balances', id: wallet, field: 'available', expected: '2510', actual: '2517' },
    ]);
    expect(await one(`SELECT available FROM wallet.wallet_balances WHERE wallet_id = '${wallet}'`)).toEqual(['2510']);
    expect(await one(`SELECT kind FROM wallet.errors WHERE aggregate_id = '${wallet}'`)).toEqual(['inconsistency']);
    const told = await eventually(() =>
      messagesOn(environment.broker, 'metrics-events.v1').find(
        (one) =>
          one.event_type === 'InconsistencyDetected' &&
          one.data.subject_id === wallet &&
          one.data.field === 'available',
      ),
    );
    expect(told.data).toMatchObject({ service: 'wallet', subject_id: wallet, field: 'available', corrected: true });
  });

  test('stops the replay when an event is missing, instead of being repaired to something wrong', async () => {
    const broken = await walletWith(2);
    await environment.query(`DELETE FROM wallet.events WHERE aggregate_id = '${broken}' AND aggregate_version = 2`);
    await expect(new Replay(runtime, walletProjection).repair([broken], true)).rejects.toThrow('lacks its event 2');
    await environment.query(`DELETE FROM wallet.events WHERE aggregate_id = '${broken}'; DELETE FROM wallet.streams WHERE aggregate_id = '${broken}';
      DELETE FROM wallet.wallet_balances WHERE wallet_id = '${broken}'`);
  });
});

test('a rebuild while money moves makes every row what the events say, and loses none of the movements', async () => {
  const wallets = await Promise.all(Array.from({ length: 12 }, () => walletWith(3)));
  await environment.query('UPDATE wallet.wallet_balances SET available = available + 1000');
  await environment.query(`DELETE FROM wallet.wallet_balances WHERE wallet_id = '${wallets[0]}'`);
  let busy = true;
  const traffic = Promise.all(
    wallets.slice(1).map(async (id) => {
      let paidIn = 30;
      while (busy) {
        await post(`/wallets/${id}/top-up`, { amount: 10, currency: 'EUR' });
        paidIn += 10;
      }
      return [id, paidIn] as const;
    }),
  );
  const { found, aggregates } = await rebuild(runtime, new Replay(runtime, walletProjection));
  busy = false;
  const expected = new Map([[wallets[0] ?? '', 30], ...(await traffic)]);
  expect(aggregates).toBeGreaterThanOrEqual(12);
  expect(found.filter(({ field }) => field === 'available').length).toBeGreaterThanOrEqual(11);
  for (const [id, paidIn] of expected) {
    expect(await one(`SELECT available FROM wallet.wallet_balances WHERE wallet_id = '${id}'`)).toEqual([
      String(paidIn),
    ]);
  }
  expect((await rebuild(runtime, new Replay(runtime, walletProjection))).found).toEqual([]);
});

test('only one instance looks after the store at a time', async () => {
  const models = [new Replay(runtime, walletProjection)];
  const other = new Caretaker(runtime, models);
  const both = await Promise.all([other.catchUp(), new Caretaker(runtime, models).catchUp()]);
  expect(both.filter((one) => one !== undefined).length).toBeGreaterThanOrEqual(1);
  await environment.query('SELECT 1');
});
