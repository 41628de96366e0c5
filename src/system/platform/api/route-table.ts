/** Which routes a server has, so that a wrong method can be told apart from a wrong path. */

/** A route as it was registered, with `:name` for each parameter of its path. */
export interface Route {
  readonly method: string;
  readonly path: string;
}

export class RouteTable {
  readonly #methods = new Map<string, Set<string>>();

  add(method: string | readonly string[], path: string): void {
    const methods = this.#methods.get(path) ?? new Set();
    this.#methods.set(path, methods);
    for (const one of [method].flat()) methods.add(one);
  }

  /** Every route, by path and method. */
  get all(): readonly Route[] {
    return [...this.#methods]
      .flatMap(([path, methods]) => [...methods].map((method) => ({ method, path })))
      .toSorted((a, b) => (`${a.path} ${a.method}` < `${b.path} ${b.method}` ? -1 : 1));
  }

  /** The methods that a path (of a request, without its query) takes; none when there is no such path. */
  methodsOf(path: string): readonly string[] {
    const parts = path.split('/');
    const found = [...this.#methods].filter(([pattern]) => matches(pattern.split('/'), parts));
    return [...new Set(found.flatMap(([, methods]) => [...methods]))].toSorted();
  }
}

function matches(pattern: readonly string[], parts: readonly string[]): boolean {
  if (pattern.length !== parts.length) return false;
  return pattern.every((part, index) => (part.startsWith(':') ? parts[index] !== '' : part === parts[index]));
}
