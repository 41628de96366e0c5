import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { binariesIn, findBinaries, tryBinaries } from './binaries.ts';
import { PostgresCluster } from './cluster.ts';
import { ownIdentity } from './process-identity.ts';
import { removeLeftovers, removeOwnDirectories } from './run-directory.ts';
import { processesBelow } from './run-processes.ts';
import { PostgresTemplate } from './template.ts';
import { serverIdentity } from './unprivileged-user.ts';

let base: string;
let template: PostgresTemplate;

beforeAll(async () => {
  base = fs.mkdtempSync(path.join(os.tmpdir(), 'temblor test '));
  fs.chmodSync(base, 0o755);
  template = await PostgresTemplate.create();
});

afterAll(async () => {
  await template.remove();
  expect(fs.existsSync(template.directory)).toBe(false);
  fs.rmSync(base, { recursive: true, force: true });
});

async function eventually(condition: () => boolean): Promise<void> {
  for (let left = 200; left > 0 && !condition(); left--) await sleep(50);
  expect(condition()).toBe(true);
}

async function ask(connectionString: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows[0];
}

describe('a server', () => {
  it('serves several at the same time, from a path with blanks, by socket and by TCP, and leaves nothing', async () => {
    const clusters = await Promise.all([
      PostgresCluster.start({ template, base }),
      PostgresCluster.start({ template: template.directory, base, tcp: true }),
      PostgresCluster.start({ base, durable: true }),
    ]);
    for (const cluster of clusters) {
      await cluster.createDatabase('a b');
      expect(await ask(cluster.connectionString('a b'), 'SELECT current_database() d')).toEqual({ d: 'a b' });
    }
    const durable = await clusters[2]?.execute('postgres', 'SHOW fsync');
    expect(durable).toEqual([['on']]);
    await expect(
      ask(clusters[1]?.connectionString('a b').replace(/:\w+@/, ':wrong@') ?? '', 'SELECT 1'),
    ).rejects.toThrow(/password authentication failed/);
    await Promise.all(clusters.map((cluster) => cluster.stop()));
    expect(fs.readdirSync(base)).toEqual([]);
    for (const cluster of clusters) expect(processesBelow(cluster.directory)).toEqual([]);
  });

  it('stops even when a backend is stopped', async () => {
    const cluster = await PostgresCluster.start({ template, base });
    const client = new pg.Client({ connectionString: cluster.connectionString('postgres') });
    client.on('error', () => client.removeAllListeners());
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() pid');
    process.kill(rows[0]?.pid ?? 0, 'SIGSTOP');
    await cluster.stop();
    expect(processesBelow(cluster.directory)).toEqual([]);
  });

  it('copies a database from another', async () => {
    const cluster = await PostgresCluster.start({ template, base });
    await cluster.createDatabase('first');
    await cluster.execute('first', 'CREATE TABLE t(v int); INSERT INTO t VALUES (42)');
    await cluster.createDatabase('second', { template: 'first' });
    expect(await cluster.execute('second', 'SELECT v FROM t')).toEqual([['42']]);
    await expect(cluster.createDatabase('second')).rejects.toThrow(/already exists/);
    await cluster.stop();
  });
});

/** A process of its own that owns a server with a stopped backend; resolves when it is up. */
async function startOwner(): Promise<{ owner: ChildProcess; directory: string }> {
  const script = path.join(base, 'owner.mts');
  const source = (name: string): string => JSON.stringify(path.join(import.meta.dirname, name));
  fs.writeFileSync(
    script,
    `import { PostgresCluster } from ${source('cluster.ts')};
     import { Backend } from ${source('backend.ts')};
     const cluster = await PostgresCluster.start({ template: ${JSON.stringify(template.directory)}, base: ${JSON.stringify(base)} });
     const backend = await Backend.open(cluster.socketPath, { user: 'postgres', database: 'postgres' });
     process.kill(backend.pid, 'SIGSTOP');
     console.log(cluster.directory);
     setInterval(() => {}, 1000);`,
  );
  const owner = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const directory of createInterface({ input: owner.stdout })) return { owner, directory };
  throw new Error('the owner ended before its server was up');
}

describe('when the owner dies', () => {
  it.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)('by %s, nothing remains', async (signal) => {
    const { owner, directory } = await startOwner();
    expect(processesBelow(directory).length).toBeGreaterThan(3);
    owner.kill(signal);
    await once(owner, 'exit');
    await eventually(() => !fs.existsSync(directory) && processesBelow(directory).length === 0);
  });

  it('together with the watchdog, the next start removes what remains, and nothing of the living', async () => {
    const living = await PostgresCluster.start({ template, base });
    const orphan = path.join(base, 'temblor-pg-orphan');
    fs.mkdirSync(orphan);
    fs.writeFileSync(path.join(orphan, 'owner.json'), JSON.stringify({ ...ownIdentity(), startedAt: 'long ago' }));
    const elsewhere = path.join(base, 'temblor-pg-elsewhere');
    fs.mkdirSync(elsewhere);
    const foreign = { pid: 1, startedAt: '', namespace: 'another container' };
    fs.writeFileSync(path.join(elsewhere, 'owner.json'), JSON.stringify(foreign));
    expect(await removeLeftovers([base])).toEqual([`${fs.realpathSync(base) + path.sep}temblor-pg-orphan`]);
    expect(fs.existsSync(elsewhere)).toBe(true);
    expect(await living.execute('postgres', 'SELECT 1')).toEqual([['1']]);
    await living.stop();
    fs.rmSync(elsewhere, { recursive: true });
  });
});

it('ends all servers of the process at once', async () => {
  const others = await PostgresTemplate.create(base);
  const cluster = await PostgresCluster.start({ template: others, base });
  await removeOwnDirectories();
  expect(fs.readdirSync(base).filter((name) => name.startsWith('temblor-pg-'))).toEqual([]);
  expect(processesBelow(cluster.directory)).toEqual([]);
  template = await PostgresTemplate.create();
});

describe('what can be wrong with a machine', () => {
  it('is a place without room', async () => {
    await expect(PostgresCluster.start({ base: path.join(base, 'absent') })).rejects.toThrow(
      /no place for the data of Postgres .*absent.*Free 256 MB/s,
    );
  });

  it('is Windows', () => {
    expect(() => findBinaries('win32', 'x64')).toThrow(/signals that Windows does not have.*WSL 2/);
  });

  it('is a missing package', () => {
    expect(() => findBinaries('linux', 'riscv64')).toThrow(/linux-riscv64.*npm ci/s);
  });

  it('is libraries that were never linked', () => {
    const copy = path.join(base, 'unlinked', 'native');
    fs.cpSync(findBinaries().root, copy, { recursive: true, verbatimSymlinks: true });
    fs.rmSync(path.join(copy, 'lib', 'libicui18n.so.60'), { force: true });
    fs.rmSync(path.join(copy, 'lib', 'libicui18n.73.dylib'), { force: true });
    if (process.platform === 'linux')
      expect(() => tryBinaries(binariesIn(copy), serverIdentity())).toThrow(/libicui18n.*hydrate-symlinks\.js/s);
    fs.rmSync(path.dirname(copy), { recursive: true });
  });

  it('is root without anybody else', () => {
    const accounts = path.join(base, 'passwd');
    fs.writeFileSync(accounts, 'root:x:0:0::/root:/bin/sh\n');
    expect(() => serverIdentity(0, accounts)).toThrow(/refuses to run as root.*ordinary user/s);
    fs.appendFileSync(accounts, 'nobody:x:-2:-2::/:/bin/false\n');
    expect(serverIdentity(0, accounts)).toEqual({ uid: 4294967294, gid: 4294967294 });
    expect(serverIdentity(1000, accounts)).toEqual({});
  });
});
