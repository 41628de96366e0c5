/** How a group agrees on one of the assignment protocols that its members know. */

import type { Member } from './member.ts';
import type { GroupProtocol } from './types.ts';

/** The names that every member knows. */
export function commonProtocols(members: readonly Member[]): ReadonlySet<string> {
  const [first, ...others] = members.map((member) => new Set(member.protocols.map(({ name }) => name)));
  return others.reduce((common, names) => common.intersection(names), first ?? new Set<string>());
}

/** Whether somebody who knows `protocols` can join `members`. */
export function isCompatible(members: readonly Member[], protocols: readonly GroupProtocol[]): boolean {
  if (protocols.length === 0) return false;
  if (members.length === 0) return true;
  const common = commonProtocols(members);
  return protocols.some(({ name }) => common.has(name));
}

/** Each member votes for the first of its protocols that all know; most votes win, the earliest breaks ties. */
export function chooseProtocol(members: readonly Member[]): string {
  const common = commonProtocols(members);
  const votes = new Map<string, number>();
  for (const member of members) {
    const vote = member.protocols.find(({ name }) => common.has(name))?.name;
    if (vote !== undefined) votes.set(vote, (votes.get(vote) ?? 0) + 1);
  }
  const [winner] = [...votes].toSorted(([, left], [, right]) => right - left);
  return winner?.[0] ?? '';
}
