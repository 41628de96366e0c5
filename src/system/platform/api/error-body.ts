/** The one shape in which the API tells that something is wrong. */

/** The body of every answer with a status of 400 or more. */
export interface ErrorBody {
  readonly error: {
    /** For programs; never changes its meaning. */
    readonly code: string;
    /** For people: what happened, and what to do. */
    readonly message: string;
    readonly details: Readonly<Record<string, unknown>>;
  };
}

/** The body that tells an error. */
export function errorBody(code: string, message: string, details: Readonly<Record<string, unknown>> = {}): ErrorBody {
  return { error: { code, message, details } };
}
