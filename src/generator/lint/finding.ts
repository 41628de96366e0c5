/** What the lint says: where something is wrong, what it is, and what to do about it. */
import type { Location, SpecTree } from '../specs/tree.ts';

export interface Finding {
  /** `file:line:column`, relative to the directory of the specifications. */
  readonly place: string;
  readonly message: string;
  readonly remedy: string;
}

/** A finding at a place of the tree. */
export function finding(tree: SpecTree, at: Location, message: string, remedy: string): Finding {
  return { place: tree.place(at), message, remedy };
}

/** One line for people. `root` stands before the file, so that the place can be opened from the project's directory. */
export function formatFinding({ place, message, remedy }: Finding, root: string): string {
  return `${root}/${place}: ${message}. ${remedy}`;
}

/** The name in the list that was probably meant, as ` Did you mean X?`, or nothing when none is near. */
export function suggestion(name: string, known: readonly string[]): string {
  const [nearest] = known
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, Math.floor(candidate.length / 3)))
    .toSorted((a, b) => a.distance - b.distance);
  return nearest === undefined ? '' : `Did you mean ${nearest.candidate}? `;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const substitute = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(substitute, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
