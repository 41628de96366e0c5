/** What a provider has to tell by webhook, kept with its books: a provider that restarts goes on telling. */

export interface Notice {
  readonly id: string;
  /** Such as `charge.succeeded`. */
  readonly type: string;
  /** The charge, refund or dispute as it was at that moment. */
  readonly data: Readonly<Record<string, unknown>>;
}

export class Notices {
  readonly #newId: () => string;
  readonly #pending = new Map<string, Notice>();
  #listener: ((notice: Notice) => void) | undefined;

  constructor(newId: () => string) {
    this.#newId = newId;
  }

  /** Those that nobody has taken, oldest first. */
  get pending(): readonly Notice[] {
    return [...this.#pending.values()];
  }

  /** From now on notices are kept, and `listener` is told of each. Without anybody who listens there is nobody to tell. */
  listen(listener: (notice: Notice) => void): void {
    this.#listener = listener;
  }

  add(type: string, data: Notice['data']): void {
    if (this.#listener === undefined) return;
    const notice = { id: this.#newId(), type, data };
    this.#pending.set(notice.id, notice);
    this.#listener(notice);
  }

  /** Somebody has taken it. */
  taken({ id }: Notice): void {
    this.#pending.delete(id);
  }
}
