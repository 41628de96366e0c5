import http from 'node:http';
import fastify from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';
import { installWorld, World } from './index.ts';

beforeAll(installWorld);

/** A service with one route, as one would write it for production. */
async function startService(name: string): Promise<void> {
  const app = fastify();
  app.get('/hello', async () => {
    await new Promise((resolve) => setTimeout(resolve, 25));
    return { from: name, at: new Date().toISOString() };
  });
  await app.listen({ port: 8080, host: '0.0.0.0' });
}

describe('HTTP in a world', () => {
  it('carries fetch to fastify', async () => {
    const world = World.open({ seed: 3 });
    world.spawn({ name: 'service-1', main: () => startService('service-1') });
    const answers: unknown[] = [];
    world.spawn({
      name: 'client-1',
      main: async () => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        for (let count = 0; count < 3; count += 1) {
          const response = await fetch('http://service-1:8080/hello');
          answers.push([response.status, response.headers.get('date'), await response.json()]);
        }
      },
    });
    await world.run({ until: () => answers.length === 3, limitMs: 60_000 });
    expect(world.failures).toEqual([]);
    expect(answers[0]).toEqual([
      200,
      'Thu, 01 Jan 2026 00:00:00 GMT',
      { from: 'service-1', at: expect.stringMatching(/^2026-01-01T00:00:00\.1\d\dZ$/) },
    ]);
    expect(answers).toHaveLength(3);
    // Kept alive and reused; undici opens a second one because the first is not free yet when the body has been read.
    expect(world.network.connections().map(({ id }) => id)).toEqual([
      'client-1>service-1:8080#1',
      'client-1>service-1:8080#2',
    ]);
    await world.close();
  });

  it('gives up a connection that is not made within ten seconds, as undici does', async () => {
    const path = { from: 'client-1', to: 'service-1' };
    const world = World.open({
      seed: 4,
      faults: [
        { verb: 'delay', ...path, extraMs: 1_000, forMs: 600, when: { atMs: 0 } },
        { verb: 'half-open', ...path, what: 'answers', when: { atMs: 500 } },
      ],
    });
    world.spawn({ name: 'service-1', main: () => startService('service-1') });
    const heard: string[] = [];
    world.spawn({
      name: 'client-1',
      main: async () => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        const hear = (what: string) => heard.push(`${what} ${Math.floor(performance.now() / 1_000)}`);
        for (let count = 0; count < 2; count += 1) {
          await fetch('http://service-1:8080/hello').then(
            ({ status }) => hear(String(status)),
            (error: unknown) => hear(error instanceof Error ? String(error.cause) : ''),
          );
        }
      },
    });
    await world.run({ until: () => heard.length === 2, limitMs: 60_000 });
    expect(heard).toEqual(['ConnectTimeoutError: Connect Timeout Error (service-1:8080, 10000 ms) 10', '200 10']);
    await world.close();
  });

  it('carries node:http', async () => {
    const world = World.open({ seed: 3 });
    world.spawn({ name: 'service-1', main: () => startService('service-1') });
    const bodies: string[] = [];
    world.spawn({
      name: 'client-1',
      main: async () => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        for (let count = 0; count < 2; count += 1) {
          await new Promise<void>((resolve, reject) => {
            const request = http.get('http://service-1:8080/hello', (response) => {
              response.setEncoding('utf8');
              response.on('data', (text: string) => bodies.push(text));
              response.on('end', resolve);
            });
            request.on('error', reject);
          });
        }
      },
    });
    await world.run({ until: () => bodies.length === 2, limitMs: 60_000 });
    expect(world.failures).toEqual([]);
    expect(bodies[0]).toContain('"from":"service-1"');
    expect(world.network.connections()).toHaveLength(1);
    await world.close();
  });
});
