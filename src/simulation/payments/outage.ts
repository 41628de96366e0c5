/**
 * A server that cannot be reached for a while, as when its machine restarts: connections that are open are cut, and new
 * ones are cut at once. What the server has in its memory and on its disk stays.
 */
import type { Connection, Listener } from '../world/ports.ts';

/** Stands between the network and a server. */
export class Gate {
  readonly #listener: Listener;
  readonly #open = new Set<Connection>();
  /** How many outages are under way; they may overlap. */
  #shut = 0;

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  /** What the network is given in place of the server. */
  readonly listener: Listener = (connection) => {
    if (this.#shut > 0) {
      connection.reset();
      return { onData: () => undefined, onClose: () => undefined };
    }
    this.#open.add(connection);
    const handler = this.#listener(connection);
    return {
      onData: (bytes) => handler.onData(bytes),
      onClose: (reason) => {
        this.#open.delete(connection);
        handler.onClose(reason);
      },
    };
  };

  shut(): void {
    this.#shut += 1;
    const open = Array.from(this.#open);
    this.#open.clear();
    for (const connection of open) connection.reset();
  }

  /** Ends one outage, or all of them. */
  reopen(all = false): void {
    this.#shut = all ? 0 : Math.max(0, this.#shut - 1);
  }
}
