/** The cache in a real Redis: shared, and harmless when it is slow, down, or comes back. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLogger } from '../log.ts';
import { RedisStore } from './redis-store.ts';
import type { Found } from './store.ts';
import { type RedisServer, redisProgram, startRedis } from './testing/redis-server.ts';
import { ViewCache } from './view-cache.ts';

const log = createLogger({ level: 'silent' }, 'wallet', 'test');
const stores: RedisStore[] = [];

function storeAt(url: string): RedisStore {
  const store = new RedisStore(url, 100, log);
  stores.push(store);
  return store;
}

function viewOver(store: RedisStore, onLookup: (outcome: string) => void = () => undefined): ViewCache<number> {
  const parse = (json: unknown) => (typeof json === 'number' ? json : undefined);
  return new ViewCache(() => store, { name: 'number', ttlMs: 60_000, parse, onLookup });
}

/** Asks until the store is connected. */
async function connected(store: RedisStore): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const found: Found = await store.find('connected?').catch(() => ({ kind: 'busy' }));
    if (found.kind === 'lease') return store.invalidate(['connected?']);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('Redis was never reached.');
}

const value = (number: number) => () => Promise.resolve(number);

afterAll(() => Promise.all(stores.map((store) => store.close())));

describe.skipIf(redisProgram === undefined)('with a Redis of our own', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis(redisProgram ?? '');
  });
  afterAll(() => server.stop());

  test('what one instance has read, the others show; what one changes, all read anew', async () => {
    const [one, other] = [storeAt(server.url), storeAt(server.url)];
    await connected(one);
    await connected(other);
    const views = [viewOver(one), viewOver(other)] as const;
    expect(await views[0].read('a', value(1))).toBe(1);
    expect(await views[1].read('a', value(2))).toBe(1);
    views[1].published(['a']);
    await other.find('after all that was sent');
    expect(await views[0].read('a', value(3))).toBe(3);
  });

  test('a value that was read before a change is not put back after it', async () => {
    const store = storeAt(server.url);
    await connected(store);
    const found = await store.find('b');
    await store.invalidate(['b']);
    if (found.kind === 'lease') await store.fill('b', found.lease, 'stale', 60_000);
    expect(await store.find('b')).toMatchObject({ kind: 'lease' });
    expect(await store.find('b')).toEqual({ kind: 'busy' });
  });

  test('values end when their time is over', async () => {
    const store = storeAt(server.url);
    await connected(store);
    const found = await store.find('c');
    if (found.kind === 'lease') await store.fill('c', found.lease, 'short', 50);
    expect(await store.find('c')).toEqual({ kind: 'value', value: 'short' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await store.find('c')).toMatchObject({ kind: 'lease' });
  });

  test('while Redis hangs the database answers at once; what changed meanwhile is not shown when it comes back', async () => {
    const store = storeAt(server.url);
    await connected(store);
    let last = '';
    const view = viewOver(store, (outcome) => {
      last = outcome;
    });
    await view.read('d', value(1));
    expect(await view.read('d', value(2))).toBe(1);
    server.pause();
    try {
      const begin = performance.now();
      view.published(['d']);
      expect(await view.read('d', value(2))).toBe(2);
      for (let n = 0; n < 50; n += 1) expect(await view.read(`e${n}`, value(n))).toBe(n);
      // One time-out for the first question, none for those that follow.
      expect(performance.now() - begin).toBeLessThan(1_000);
    } finally {
      server.resume();
    }
    for (const deadline = Date.now() + 10_000; last !== 'hit'; ) {
      expect(await view.read('d', value(3))).toBe(3);
      if (Date.now() > deadline) throw new Error('The value never came back into the cache.');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });
});

test('without any Redis the database answers', async () => {
  const store = storeAt('redis://127.0.0.1:1');
  const view = viewOver(store);
  const begin = performance.now();
  for (let n = 0; n < 50; n += 1) expect(await view.read('a', value(n))).toBe(n);
  view.published(['a']);
  expect(performance.now() - begin).toBeLessThan(2_000);
});
