/** What was so at a time: the watched rows, as the intervals between one commit and the next. */

/** A value that was committed at `fromMs`, and replaced at `toMs` (never, if that is Infinity). */
export interface Period<T> {
  readonly value: T;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Turns observations, in commit order, into the periods in which each was the last, by id. */
export function periodsOf<T extends { readonly atMs: number }>(
  seen: readonly T[],
  idOf: (one: T) => string,
): ReadonlyMap<string, readonly Period<T>[]> {
  return new Map(
    [...Map.groupBy(seen, idOf)].map(([id, list]) => [
      id,
      list.map((value, index) => ({
        value,
        fromMs: value.atMs,
        toMs: list[index + 1]?.atMs ?? Number.POSITIVE_INFINITY,
      })),
    ]),
  );
}

/** Those of the periods that have a moment in common with the time from `fromMs` to `toMs`. */
export function during<T>(periods: readonly Period<T>[], fromMs: number, toMs: number): readonly Period<T>[] {
  return periods.filter((period) => period.fromMs <= toMs && period.toMs >= fromMs);
}
