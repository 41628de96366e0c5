/** Which states of a machine lead to which, in any number of steps. */
export type Reachable = (from: string, to: string) => boolean;

/**
 * Makes the test "can `to` come after `from`?" out of a machine's arrows. Several steps count as one, because one
 * commit may take a payment through several states and only the last is seen. A state leads to itself only where
 * there is a way back.
 */
export function reachability(arrows: readonly { readonly from: string; readonly to: string }[]): Reachable {
  const next = Map.groupBy(arrows, ({ from }) => from);
  const known = new Map<string, ReadonlySet<string>>();
  const reach = (from: string): ReadonlySet<string> => {
    const seen = new Set<string>();
    const open = [from];
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
      for (const { to } of next.get(state) ?? []) {
        if (seen.has(to)) continue;
        seen.add(to);
        open.push(to);
      }
    }
    return seen;
  };
  return (from, to) => {
    const reached = known.get(from) ?? reach(from);
    known.set(from, reached);
    return reached.has(to);
  };
}
