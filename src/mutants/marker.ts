/**
 * The marker that each mutant carries: a call beside the changed line, which counts. It proves that the change was executed, and it can't
 * disturb the run, because it touches nothing that the world or the system knows.
 */
declare global {
  /** Counts that a mutant's line was reached; true, so that it can stand inside of an expression. In the shipped system nobody calls it. */
  function mutantReached(): true;
}

let reached = 0;

/** Makes `mutantReached` known to the code that is loaded from now on. */
export function installMarker(): void {
  const value = (): true => {
    reached += 1;
    return true;
  };
  Object.defineProperty(globalThis, 'mutantReached', { value, configurable: true, writable: true });
}

/** How often the marker was passed since this was last asked. */
export function takeReached(): number {
  const count = reached;
  reached = 0;
  return count;
}
