/** Shorter versions of a list, boldest first: nothing, either half, then all but one. */
export function* fewer<T>(items: readonly T[]): Generator<readonly T[]> {
  if (items.length === 0) return;
  yield [];
  if (items.length >= 4) {
    const half = items.length >> 1;
    yield items.slice(half);
    yield items.slice(0, half);
  }
  if (items.length >= 2) for (let left = 0; left < items.length; left += 1) yield items.toSpliced(left, 1);
}
