/**
 * The errors that the platform tells apart. What decides over a retry is always the class (or Postgres' code),
 * never the text of a message.
 */

/** Somebody else moved a stream (or a guarded row) since it was read. Reading again and deciding again cures it. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError';
}

/**
 * COMMIT was sent and its answer never came: the transaction may or may not have happened. Must not be retried
 * blindly; whoever retries has to go through something that settles it (the inbox, an idempotency key, a version).
 */
export class CommitUnknownError extends Error {
  override readonly name = 'CommitUnknownError';
}

/** COMMIT was answered with ROLLBACK: a statement of the transaction had failed and somebody swallowed its error. */
export class RolledBackError extends Error {
  override readonly name = 'RolledBackError';
}

/** Some of the messages of this transaction were handled before; it has to be done again without them. */
export class AlreadyProcessedError extends Error {
  override readonly name = 'AlreadyProcessedError';
}

/** This consumer lost its partition while it was handling a message of it; the new owner does the work. */
export class StaleHandlerError extends Error {
  override readonly name = 'StaleHandlerError';
}

/** A message that we were about to produce does not match its contract. A bug of ours, never of a caller. */
export class ContractViolationError extends Error {
  override readonly name = 'ContractViolationError';
}

/** What an HTTP caller is told: a status and the `{error: {code, message, details}}` of the requirements. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** Further headers of the answer, such as `retry-after`. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
    this.headers = headers;
  }
}

/** The `code` of a Postgres or Node error (`40001`, `ECONNRESET`, …), if it has one. */
export function errorCode(error: unknown): string | undefined {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return undefined;
}

/** Any thrown value as an Error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

const TRANSIENT_SQLSTATES = new Set([
  '40001', // serialization_failure
  '40P01', // deadlock_detected
  '55P03', // lock_not_available: lock_timeout
  '57014', // query_canceled: statement_timeout
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '25P03', // idle_in_transaction_session_timeout
]);
const TRANSIENT_SQLSTATE_CLASSES = new Set(['08', '53']); // connection exceptions, insufficient resources
const TRANSIENT_NODE_CODES = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']);
/** node-postgres gives these without a code. The third is the answer to a statement that does not come, the last one that makes no sense. */
const CONNECTION_LOST =
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout|not queryable|received invalid response/;

/** True for what is likely to go away by itself: lost connections, deadlocks, time-outs, conflicts. */
export function isTransient(error: unknown): boolean {
  if (error instanceof ConflictError || error instanceof CommitUnknownError) return true;
  const code = errorCode(error);
  if (code !== undefined) {
    if (TRANSIENT_SQLSTATES.has(code) || TRANSIENT_NODE_CODES.has(code)) return true;
    if (code.length === 5 && TRANSIENT_SQLSTATE_CLASSES.has(code.slice(0, 2))) return true;
  }
  if (error instanceof AggregateError) return error.errors.some(isTransient);
  return isConnectionLost(error);
}

/** True where nothing more can be asked over the connection that gave this error. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return CONNECTION_LOST.test(error.message) || TRANSIENT_NODE_CODES.has(errorCode(error) ?? '');
}
