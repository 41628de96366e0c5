import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { freePorts } from './free-ports.ts';

afterEach(() => vi.restoreAllMocks());

it('draws different ports, none of which anybody uses', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  const [taken = 0] = await freePorts(1);
  const server = createServer().listen(taken, '127.0.0.1');
  await once(server, 'listening');
  const ports = await freePorts(20);
  expect(ports).not.toContain(taken);
  expect(new Set(ports).size).toBe(20);
  await once(server.close(), 'close');
});

it('goes on at the beginning when it comes to the end', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0.999_999);
  const ports = await freePorts(5);
  expect(Math.max(...ports) - Math.min(...ports)).toBeGreaterThan(5);
});
