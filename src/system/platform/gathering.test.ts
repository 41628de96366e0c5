import { expect, test } from 'vitest';
import { CommitUnknownError } from './errors.ts';
import { Gathering } from './gathering.ts';

/** Doubles numbers, remembers in which batches, and fails those that contain `poison`. */
function doubling(limit: number, poison?: number, error = new Error('poison')) {
  const batches: (readonly number[])[] = [];
  const gathering = new Gathering<number, number>(limit, async (items) => {
    batches.push(items);
    await Promise.resolve();
    if (items.some((item) => item === poison)) throw error;
    return items.map((item) => item * 2);
  });
  return { batches, submit: (...items: number[]) => Promise.allSettled(items.map((item) => gathering.submit(item))) };
}

const values = (outcomes: readonly PromiseSettledResult<number>[]) =>
  outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : String(outcome.reason)));

test('does together what comes in one turn, up to the limit', async () => {
  const { batches, submit } = doubling(3);
  expect(values(await submit(1, 2, 3, 4))).toEqual([2, 4, 6, 8]);
  expect(batches).toEqual([[1, 2, 3], [4]]);
});

test('does together what comes while it is busy', async () => {
  const { batches, submit } = doubling(8);
  const first = submit(1);
  await Promise.resolve();
  const others = submit(2, 3);
  expect([...values(await first), ...values(await others)]).toEqual([2, 4, 6]);
  expect(batches).toEqual([[1], [2, 3]]);
});

test('lets only that fail which can not be done by itself', async () => {
  const { submit } = doubling(8, 3);
  expect(values(await submit(1, 2, 3, 4))).toEqual([2, 4, 'Error: poison', 8]);
});

test('does nothing again of which it is not known whether it was done', async () => {
  const { batches, submit } = doubling(8, 3, new CommitUnknownError('lost'));
  expect(values(await submit(1, 2, 3))).toEqual(Array(3).fill('CommitUnknownError: lost'));
  expect(batches).toEqual([[1, 2, 3]]);
});
