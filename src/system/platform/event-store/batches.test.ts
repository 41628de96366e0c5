import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchesOf } from './batches.ts';

const spans = fc
  .uniqueArray(fc.record({ id: fc.uuid(), after: fc.nat(50), size: fc.nat(40) }), {
    selector: ({ id }) => id,
    maxLength: 20,
  })
  .map((list) => list.map(({ id, after, size }) => ({ id, after, upTo: after + size })));

test('batches hold every event of every span once, in order, and no more than the limit', () => {
  fc.assert(
    fc.property(spans, fc.integer({ min: 1, max: 25 }), (list, limit) => {
      const batches = batchesOf(list, limit);
      const versions = (of: typeof list) =>
        of.flatMap(({ id, after, upTo }) =>
          Array.from({ length: upTo - after }, (_, index) => `${id}/${after + index + 1}`),
        );
      expect(versions(batches.flat())).toEqual(versions(list));
      for (const batch of batches) {
        expect(versions([...batch]).length).toBeLessThanOrEqual(limit);
        expect(batch.length).toBeGreaterThan(0);
      }
    }),
  );
});

test('short streams share a batch', () => {
  const list = ['a', 'b', 'c'].map((id) => ({ id, after: 0, upTo: 3 }));
  expect(batchesOf(list, 6).map((batch) => batch.map(({ id }) => id))).toEqual([['a', 'b'], ['c']]);
});
