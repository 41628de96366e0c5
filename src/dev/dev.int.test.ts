import { type ChildProcess, exec, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
// Below the ports that clients are given.
const BASE_PORT = 10_000 + (process.pid % 220) * 100;

let dev: ChildProcess | undefined;

afterEach(() => dev?.kill('SIGKILL'));

function start(...args: readonly string[]) {
  const child = spawn(process.execPath, [join(ROOT, 'src/dev/main.ts'), '--base-port', String(BASE_PORT), ...args], {
    // A service that was killed is missed after two seconds.
    env: { ...process.env, KAFKA_SESSION_TIMEOUT_MS: '2000', KAFKA_HEARTBEAT_INTERVAL_MS: '400' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  dev = child;
  const seen = { text: '' };
  for (const output of [child.stdout, child.stderr]) output.on('data', (data) => (seen.text += String(data)));
  const says = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const match = pattern.exec(seen.text);
      if (match !== null) return match;
      if (child.exitCode !== null) throw new Error(seen.text);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  return { child, says, seen };
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const pidsIn = (text: string): readonly number[] => [...text.matchAll(/process (\d+)/g)].map(([, pid]) => Number(pid));

test('a fresh machine pays by the line that is printed, and Ctrl-C leaves nothing', async () => {
  const { child, says, seen } = start('--latency', '5');
  const [, line = ''] = await says(/^ {2}(curl .*)$/m);
  const { stdout } = await promisify(exec)(line, { shell: 'bash' });
  expect(JSON.parse(stdout)).toMatchObject({ status: 'COMPLETED', amount: 1_250, provider: 'stripe' });
  const pids = pidsIn(seen.text);
  expect(pids).toHaveLength(9);
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(pids.filter(isAlive)).toEqual([]);
  expect(seen.text).not.toContain('Warning');
}, 120_000);

test('a trial kills each service while payments flow, and finds nothing lost or done twice', async () => {
  const { child, seen } = start('--latency', '5', '--trial');
  expect([(await once(child, 'exit'))[0], seen.text]).toEqual([
    0,
    expect.stringMatching(/✓ \d+ payments .*6 services/),
  ]);
  expect(seen.text.match(/ended \(SIGKILL\)/g)).toHaveLength(6);
}, 180_000);

test('when it is killed, its processes end too', async () => {
  const { child, says } = start();
  await says(/gateway +│|stripe answers/);
  const { stdout } = await promisify(exec)(`pgrep -P ${child.pid}`);
  const pids = stdout.trim().split('\n').map(Number);
  expect(pids.length).toBeGreaterThan(3);
  child.kill('SIGKILL');
  await once(child, 'exit');
  for (let left = 100; left > 0 && pids.some(isAlive); left -= 1)
    await new Promise((resolve) => setTimeout(resolve, 100));
  expect(pids.filter(isAlive)).toEqual([]);
}, 120_000);

test('a busy port is named before anything starts', async () => {
  const server = createServer().listen(BASE_PORT + 2, '127.0.0.1');
  await once(server, 'listening');
  const { child, says } = start();
  await says(new RegExp(`Port ${BASE_PORT + 2}, for wallet, is in use. Choose other ports with --base-port`));
  expect(child.exitCode ?? (await once(child, 'exit'))[0]).toBe(2);
  server.close();
}, 30_000);
