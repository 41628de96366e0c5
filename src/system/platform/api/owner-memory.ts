/** To whom things belong, remembered: that never changes once they exist. */
import { type KeyOwner, type OwnedKind, type Ownership, owns } from './caller.ts';

/** Finds out to whom something belongs; undefined when there is no such thing, or the id can't be one. */
export type OwnerLookup = (id: string) => Promise<Ownership | undefined>;

const REMEMBERED_MAX = 10_000;

export class OwnerMemory {
  readonly #lookups: Readonly<Partial<Record<OwnedKind, OwnerLookup>>>;
  readonly #known = new Map<string, Ownership>();

  constructor(lookups: Readonly<Partial<Record<OwnedKind, OwnerLookup>>>) {
    this.#lookups = lookups;
  }

  /** Whether a thing exists and belongs to the caller. */
  async owns(caller: KeyOwner, kind: OwnedKind, id: string): Promise<boolean> {
    const ownership = this.#known.get(`${kind} ${id}`) ?? (await this.#find(kind, id));
    return ownership !== undefined && owns(caller, ownership);
  }

  async #find(kind: OwnedKind, id: string): Promise<Ownership | undefined> {
    const lookup = this.#lookups[kind];
    if (lookup === undefined) throw new Error(`This service does not say to whom a ${kind} belongs.`);
    const found = id === '' ? undefined : await lookup(id);
    if (found === undefined) return undefined;
    if (this.#known.size >= REMEMBERED_MAX) this.#known.clear();
    this.#known.set(`${kind} ${id}`, found);
    return found;
  }
}
