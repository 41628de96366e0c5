/** Small arbitraries that workloads and plans are put together from; each shrinks to the least there is. */
import fc from 'fast-check';

/** Absent in `absent` of `absent + 1` draws; shrinks to absent. */
export function rarely<T>(arbitrary: fc.Arbitrary<T>, absent = 4): fc.Arbitrary<T | undefined> {
  return fc.oneof(
    { withCrossShrink: true },
    { weight: absent, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary },
  );
}

/**
 * Places that are taken or free, in the given proportion. Each can be freed by itself when it is shrunk; of an array, fast-check takes
 * away the beginning and keeps what does not matter between two elements that do.
 */
export function places<T>(count: number, arbitrary: fc.Arbitrary<T>, taken: number, free: number): fc.Arbitrary<T[]> {
  const place = fc.oneof(
    { withCrossShrink: true },
    { weight: free, arbitrary: fc.constant<readonly T[]>([]) },
    { weight: taken, arbitrary: arbitrary.map((one): readonly T[] => [one]) },
  );
  return fc.tuple(...Array.from({ length: count }, () => place)).map((all) => all.flat());
}

/** Mostly the first; shrinks to it. */
export function mostly<T>(first: T, weight: number, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { withCrossShrink: true },
    { weight, arbitrary: fc.constant(first) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );
}
