import { type ChildProcess, exec, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const BASE_PORT = 21_000 + (process.pid % 400) * 100;

let dev: ChildProcess | undefined;

afterEach(() => dev?.kill('SIGKILL'));

function start(...args: readonly string[]) {
  const child = spawn(process.execPath, [join(ROOT, 'src/dev/main.ts'), '--base-port', String(BASE_PORT), ...args], {
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

test('a fresh machine pays by the line that is printed, also after a service was killed, and Ctrl-C leaves nothing', async () => {
  const { child, says, seen } = start('--latency', '5');
  const [, line = ''] = await says(/^ {2}(curl .*)$/m);
  const pay = async (): Promise<unknown> => JSON.parse((await promisify(exec)(line, { shell: 'bash' })).stdout);
  expect(await pay()).toMatchObject({ status: 'COMPLETED', amount: 1_250, provider: 'stripe' });

  const pids = [...seen.text.matchAll(/process (\d+)/g)].map(([, pid]) => Number(pid));
  expect(pids).toHaveLength(9);
  const [, wallet = ''] = await says(/wallet +http\S+ +process (\d+)/);
  process.kill(Number(wallet), 'SIGKILL');
  await says(/wallet +│ ended \(SIGKILL\)/);
  expect(await pay()).not.toMatchObject({ error: expect.anything() });

  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(pids.filter(isAlive)).toEqual([]);
}, 120_000);

test('when it is killed, its processes end too', async () => {
  const { child, says, seen } = start();
  await says(/Ready\./);
  const pids = [...seen.text.matchAll(/process (\d+)/g)].map(([, pid]) => Number(pid));
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
