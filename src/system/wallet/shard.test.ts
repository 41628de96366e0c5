import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { SLOTS, shardOf, slotOf } from './shard.ts';

const shards = fc.integer({ min: 1, max: SLOTS });

test.prop([fc.uuid(), shards])('every wallet is in one of the shards, always the same', (id, count) => {
  const shard = shardOf(id, count);
  expect(shard).toBeGreaterThanOrEqual(0);
  expect(shard).toBeLessThan(count);
  expect(shardOf(id, count)).toBe(shard);
});

test.prop([fc.uuid(), fc.uuid(), fc.integer({ min: 1, max: SLOTS / 2 })])(
  'when each shard is split in two, nothing is joined that was apart, and no slot is torn',
  (a, b, count) => {
    if (shardOf(a, count) !== shardOf(b, count)) expect(shardOf(a, count * 2)).not.toBe(shardOf(b, count * 2));
    if (slotOf(a) === slotOf(b)) expect(shardOf(a, count * 2)).toBe(shardOf(b, count * 2));
  },
);

test('wallets spread evenly', () => {
  const ids = Array.from({ length: 8_000 }, (_, n) => `wallet-${n}`);
  const shards = Map.groupBy(ids, (id) => shardOf(id, 8));
  expect(shards.size).toBe(8);
  for (const { length } of shards.values()) expect(Math.abs(length - 1_000)).toBeLessThan(150);
});
