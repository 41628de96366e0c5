import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PlannedFault } from '../plan.ts';
import type { PostgresFault } from './faults.ts';
import { openTestDatabase, type TestClient, type TestDatabase, TestWorld } from './testing/test-world.ts';

let server: TestDatabase;
let world: TestWorld;

beforeAll(async () => {
  server = await openTestDatabase('CREATE TABLE account (id bigserial PRIMARY KEY, owner text, balance int)');
});
afterAll(() => server.stop());

beforeEach(async () => {
  await world?.postgres.close();
  world?.postgres.reset();
  world = new TestWorld(server.database);
});

/** Lets a fault strike now, or at the next time that a client reaches the given point. */
function strike(fault: PostgresFault, point?: string): void {
  if (point === undefined) {
    world.postgres.faults.strike(fault, undefined);
    return;
  }
  world.onPoint = (reached, connection) => {
    if (reached !== point || connection === undefined) return;
    world.onPoint = () => undefined;
    world.postgres.faults.strike(fault, { process: connection.client, connection });
  };
}

const when: PlannedFault['when'] = { atMs: 0 };
const killAll = (process: string): PostgresFault => ({ verb: 'backend-kill', process, when });

async function ask(client: TestClient, sql: string): Promise<string> {
  client.query(sql);
  await world.run(10);
  return client.answer();
}

describe('A backend that is killed', () => {
  it('tells its client why, rolls back, and frees its locks', async () => {
    const victim = await world.connect();
    const rival = await world.connect();
    await ask(victim, "INSERT INTO account (owner, balance) VALUES ('a', 1)");
    await ask(victim, 'BEGIN');
    await ask(victim, 'UPDATE account SET balance = 2');
    rival.query('UPDATE account SET balance = balance + 10');
    await world.run(10);
    expect(rival.answer()).toBe('');
    strike(killAll('client-1'));
    await world.run(10);
    expect([victim.answer(), victim.open]).toEqual(['57P01', false]);
    expect(rival.answer()).toBe('UPDATE 1');
    expect(world.postgres.query('SELECT balance FROM account')).toEqual([['11']]);
  });

  it('can be one that waits for a lock', async () => {
    const holder = await world.connect();
    const waiting = await world.connect();
    await ask(holder, "INSERT INTO account (owner, balance) VALUES ('a', 1)");
    await ask(holder, 'BEGIN');
    await ask(holder, 'UPDATE account SET balance = 2');
    waiting.query('UPDATE account SET balance = 3');
    await world.run(10);
    strike(killAll('client-2'));
    expect(waiting.answer()).toBe('57P01');
    expect(await ask(holder, 'COMMIT')).toBe('COMMIT');
    expect(world.postgres.query('SELECT balance FROM account')).toEqual([['2']]);
  });

  it('has not done what it had just received, and has done what it had committed', async () => {
    const before = await world.connect();
    strike(killAll('client-1'), 'postgres.commit.received');
    expect(await ask(before, "INSERT INTO account (owner, balance) VALUES ('lost', 1)")).toBe('57P01');
    const after = await world.connect();
    strike(killAll('client-2'), 'postgres.commit.done');
    expect(await ask(after, "INSERT INTO account (owner, balance) VALUES ('kept', 1)")).toBe('57P01');
    expect(world.postgres.query('SELECT owner FROM account')).toEqual([['kept']]);
  });
});

describe('A server that crashes', () => {
  const crash: PostgresFault = { verb: 'postgres-crash', when, downMs: 1000, recoveryMs: 2000 };

  it('resets everybody, keeps what was committed, and says for a while that it starts up', async () => {
    const client = await world.connect();
    await ask(client, "INSERT INTO account (owner, balance) VALUES ('kept', 1)");
    await ask(client, 'BEGIN');
    await ask(client, "INSERT INTO account (owner, balance) VALUES ('lost', 1)");
    strike(crash);
    expect(client.open).toBe(false);
    expect(world.postgres.query('SELECT owner FROM account')).toEqual([['kept']]);
    const early = world.dial();
    expect(early.open).toBe(false);
    await world.run(1500);
    const { rejected } = await attempt();
    expect(rejected).toBe('57P03');
    await world.run(2000);
    expect((await attempt()).rejected).toBe('');
  });

  it('skips the values of sequences that it had written ahead', async () => {
    const client = await world.connect();
    const insert = "INSERT INTO account (owner, balance) VALUES ('a', 1) RETURNING id";
    expect(await ask(client, insert)).toContain('["1"]');
    strike(crash);
    await world.run(5000);
    const again = await world.connect();
    expect(await ask(again, insert)).toContain('["34"]');
  });

  it('is up at once when the world heals', async () => {
    strike(crash);
    world.postgres.faults.heal();
    expect((await attempt()).rejected).toBe('');
  });
});

describe('A statement', () => {
  it('fails once as planned, and its transaction with it', async () => {
    const client = await world.connect();
    strike({ verb: 'statement-error', process: 'client-1', when, error: '40P01' });
    expect(await ask(client, 'BEGIN')).toBe('BEGIN');
    expect(await ask(client, 'SELECT 1')).toBe('["1"] SELECT 1');
    expect(await ask(client, "INSERT INTO account (owner, balance) VALUES ('a', 1)")).toBe('40P01');
    expect(await ask(client, 'SELECT 1')).toBe('25P02');
    expect(await ask(client, 'COMMIT')).toBe('ROLLBACK');
    expect(await ask(client, "INSERT INTO account (owner, balance) VALUES ('b', 1)")).toBe('INSERT 0 1');
    expect(world.postgres.query('SELECT owner FROM account')).toEqual([['b']]);
  });
});

describe('A server without room', () => {
  it('turns new clients away for a while and keeps those that it has', async () => {
    const client = await world.connect();
    strike({ verb: 'connection-limit', when, limit: 1, forMs: 1000 });
    expect((await attempt()).rejected).toBe('53300');
    expect(await ask(client, 'SELECT 1')).toBe('["1"] SELECT 1');
    await world.run(1000);
    expect((await attempt()).rejected).toBe('');
  });
});

/** Tries to connect; `rejected` is the SQLSTATE, `unreachable` when nobody answered, and empty when it worked. */
async function attempt(): Promise<{ rejected: string }> {
  const client = world.dial();
  client.start(server.database.name);
  await world.run(10);
  return { rejected: client.open || client.answered ? client.answer() : 'unreachable' };
}
