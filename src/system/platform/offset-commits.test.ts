/** Which offsets reach the broker, and in which order. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Batched, OffsetCommits } from './offset-commits.ts';
import { sleep } from './retry.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** A partition whose commits take a while and fail so many times, and what was committed. */
function partition(failures: number) {
  let left = failures;
  const committed: (string | undefined)[] = [];
  const payload: Batched = {
    batch: { topic: 'orders', partition: 3 },
    commitOffsetsIfNecessary: async (offsets) => {
      await sleep(200);
      left -= 1;
      if (left >= 0) throw new Error('cut');
      committed.push(offsets?.topics[0]?.partitions[0]?.offset);
    },
  };
  return { payload, committed };
}

const ours = (): boolean => true;

test('offsets of one moment make one request, and the last of a partition counts', async () => {
  const { payload, committed } = partition(0);
  const commits = new OffsetCommits(() => undefined);
  for (const last of ['7', '8', '9']) commits.commitThrough(payload, last, ours);
  await vi.runAllTimersAsync();
  await commits.settled();
  expect(committed).toEqual(['10']);
});

test('a commit that failed is tried again, but never after a newer one', async () => {
  const { payload, committed } = partition(1);
  const commits = new OffsetCommits(() => undefined);
  commits.commitThrough(payload, '7', ours);
  await vi.advanceTimersByTimeAsync(100);
  commits.commitThrough(payload, '9', ours);
  await vi.runAllTimersAsync();
  await commits.settled();
  expect(committed).toEqual(['10']);
});

test('nothing is committed of a partition that is not ours any more', async () => {
  const { payload, committed } = partition(1);
  const commits = new OffsetCommits(() => undefined);
  let isOurs = true;
  commits.commitThrough(payload, '7', () => isOurs);
  await vi.advanceTimersByTimeAsync(100);
  isOurs = false;
  await vi.runAllTimersAsync();
  await commits.settled();
  expect(committed).toEqual([]);
});
