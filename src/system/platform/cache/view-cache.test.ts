import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { MemoryStore } from './memory-store.ts';
import type { CacheStore } from './store.ts';
import { type Attempt, ViewCache } from './view-cache.ts';

/** An attempt that is ended by hand. */
function attempt(): Attempt & { end(outcome?: 'known' | 'unknown'): void } {
  const actions: ((outcome: 'known' | 'unknown') => void)[] = [];
  return {
    whenOver: (action) => actions.push(action),
    end: (outcome = 'known') => {
      for (const action of actions.splice(0)) action(outcome);
    },
  };
}

function viewOver(store: CacheStore): ViewCache<number> {
  return new ViewCache(() => store, {
    name: 'number',
    ttlMs: 1_000_000,
    parse: (json) => (typeof json === 'number' ? json : undefined),
  });
}

describe('a view', () => {
  test('is loaded once, then shown from the cache until it changes', async () => {
    const view = viewOver(new MemoryStore());
    let loads = 0;
    const load = () => {
      loads += 1;
      return Promise.resolve(loads);
    };
    expect([await view.read('a', load), await view.read('a', load), await view.read('b', load)]).toEqual([1, 1, 2]);
    const change = attempt();
    view.changing(change, ['a']);
    expect([await view.read('a', load), await view.read('a', load)]).toEqual([3, 4]);
    change.end();
    expect([await view.read('a', load), await view.read('a', load), await view.read('b', load)]).toEqual([5, 5, 2]);
  });

  test('is loaded once for all who ask at the same time', async () => {
    const view = viewOver(new MemoryStore());
    const loading = Promise.withResolvers<number>();
    let loads = 0;
    const answers = Array.from({ length: 100 }, () =>
      view.read('a', () => {
        loads += 1;
        return loading.promise;
      }),
    );
    loading.resolve(7);
    expect(new Set(await Promise.all(answers))).toEqual(new Set([7]));
    expect(loads).toBe(1);
  });

  test('that does not exist, or can not be loaded, is not kept', async () => {
    const view = viewOver(new MemoryStore());
    expect(await view.read('a', () => Promise.resolve(undefined))).toBeUndefined();
    await expect(view.read('a', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(await view.read('a', () => Promise.resolve(1))).toBe(1);
  });

  test('is not cached for a while after a COMMIT of which nobody knows', async () => {
    const view = viewOver(new MemoryStore());
    const change = attempt();
    view.changing(change, ['a']);
    change.end('unknown');
    expect([await view.read('a', () => Promise.resolve(1)), await view.read('a', () => Promise.resolve(2))]).toEqual([
      1, 2,
    ]);
  });

  test.each([
    ['fails', () => Promise.reject(new Error('down'))],
    ['answers nonsense', () => Promise.resolve({ kind: 'value', value: '{"not": "a number"' } as const)],
    ['answers with another type', () => Promise.resolve({ kind: 'value', value: '"text"' } as const)],
  ])('is still right when the cache %s', async (_, find) => {
    const broken = () => Promise.reject(new Error('down'));
    const view = viewOver({ find, fill: broken, invalidate: broken, close: broken });
    expect(await view.read('a', () => Promise.resolve(5))).toBe(5);
  });
});

describe('the cache of a process', () => {
  test('forgets what was not asked for the longest', async () => {
    const store = new MemoryStore(2);
    for (const key of ['a', 'b']) {
      const found = await store.find(key);
      if (found.kind === 'lease') await store.fill(key, found.lease, key, 1_000_000);
    }
    await store.find('a');
    await store.find('c');
    expect([await store.find('a'), await store.find('b')]).toMatchObject([{ kind: 'value' }, { kind: 'lease' }]);
  });

  test('forgets what is too old', async () => {
    const store = new MemoryStore();
    const found = await store.find('a');
    if (found.kind === 'lease') await store.fill('a', found.lease, 'old', -1);
    expect(await store.find('a')).toMatchObject({ kind: 'lease' });
  });

  test('does not take a value that was read before it changed', async () => {
    const store = new MemoryStore();
    const found = await store.find('a');
    await store.invalidate(['a']);
    await store.find('a');
    if (found.kind === 'lease') await store.fill('a', found.lease, 'stale', 1_000_000);
    expect(await store.find('a')).toEqual({ kind: 'busy' });
  });
});

/** Something that happens in a run: a change of the one number there is, or a question. */
const act = fc.constantFrom('write', 'fail', 'read', 'read', 'read');

property.prop([fc.scheduler(), fc.array(act, { minLength: 2, maxLength: 14 }), fc.boolean()])(
  'within one instance every answer was true at some moment between question and answer, in whatever order things happen',
  async (scheduler, acts, answersLate) => {
    const memory = new MemoryStore();
    const late = async <T>(answer: Promise<T>): Promise<T> => (answersLate ? scheduler.schedule(answer) : answer);
    const view = viewOver({
      find: (key) => late(memory.find(key)),
      fill: (key, lease, value, ttlMs) => late(memory.fill(key, lease, value, ttlMs)),
      invalidate: (keys) => late(memory.invalidate(keys)),
      close: () => memory.close(),
    });
    let clock = 0;
    const tick = (): number => {
      clock += 1;
      return clock;
    };
    /** What was committed, and from when on. */
    const committed: { readonly value: number; readonly since: number }[] = [{ value: 0, since: 0 }];
    const pause = () => scheduler.schedule(Promise.resolve());
    const write = async (value: number, succeeds: boolean): Promise<void> => {
      await pause();
      const change = attempt();
      view.changing(change, ['a']);
      await pause();
      if (succeeds) committed.push({ value, since: tick() });
      await pause();
      change.end();
    };
    const read = async (): Promise<void> => {
      await pause();
      const asked = tick();
      const answer = await view.read('a', async () => {
        await pause();
        const value = committed.at(-1)?.value;
        await pause();
        return value;
      });
      const answered = tick();
      const true_ = committed.filter(
        ({ since }, index) => since <= answered && (committed[index + 1]?.since ?? Number.POSITIVE_INFINITY) > asked,
      );
      expect(true_.map(({ value }) => value)).toContain(answer);
    };
    const running = acts.map((what, index) => (what === 'read' ? read() : write(index + 1, what === 'write')));
    await scheduler.waitFor(Promise.all(running));
  },
);
