/**
 * The two kinds of failure that are the caller's to repair. The command line prints their message as one line and
 * exits with 2; anything else is a fault of Temblor and is shown with its stack.
 *
 * They are told apart by name as well as by class, because errors also come out of worker processes and out of the
 * generic world, which must not import from here.
 */

/** Something that was typed or stored is wrong: an option, a seed, a token. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Something on this machine is missing or refused: a binary, a directory, space on the disk. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** What is left of an error after the journey between two processes. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

/** Codes of the operating system that mean "this machine", whatever was being done. */
const environmentCodes: ReadonlySet<string> = new Set(['ENOSPC', 'EROFS', 'EDQUOT', 'EMFILE', 'ENFILE', 'ENOMEM']);

/** Reduces whatever was thrown to plain data; out of space and the like become an `EnvironmentError`. */
export function plainError(thrown: unknown): PlainError {
  if (!(thrown instanceof Error)) return { name: 'Error', message: String(thrown) };
  const machine = machinesFault(thrown);
  const plain =
    machine === undefined
      ? { name: thrown.name, message: thrown.message }
      : { name: 'EnvironmentError', message: machine };
  return thrown.stack === undefined ? plain : { ...plain, stack: thrown.stack };
}

/** What a person needs to know, if it is this machine that does not play along. */
function machinesFault(thrown: Error): string | undefined {
  const text = (key: string): string => {
    const value: unknown = Reflect.get(thrown, key);
    return typeof value === 'string' ? value : '';
  };
  // Out of resources (class 53), or at odds with the operating system (58).
  if (/^5[38]/.test(text('sqlState'))) {
    // Which statement it was does not matter: the disk is full for any other as well.
    const reason = thrown.message.replace(/ in: [A-Z][\s\S]*$/, '');
    return `Postgres ran out of what this machine gives it: ${reason}. Free some space, and run it again.`;
  }
  if (text('syscall').startsWith('spawn')) {
    return `A program could not be started: ${thrown.message}. "npm ci" installs it anew.`;
  }
  return environmentCodes.has(text('code')) ? thrown.message : undefined;
}

/** The reverse of `plainError`. */
export function revivedError(plain: PlainError): Error {
  if (plain.name === 'UsageError') return new UsageError(plain.message);
  if (plain.name === 'EnvironmentError') return new EnvironmentError(plain.message);
  const error = new Error(plain.message);
  error.name = plain.name;
  if (plain.stack !== undefined) error.stack = plain.stack;
  return error;
}

/** True where the message alone is what a person needs, because the remedy is theirs. */
export function isCallersError(error: PlainError): boolean {
  return error.name === 'UsageError' || error.name === 'EnvironmentError';
}
