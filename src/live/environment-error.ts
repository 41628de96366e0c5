/** What keeps live runs from running on this machine. A command line shows the message and ends with 2. */
import { EnvironmentError } from '../simulation/world/postgres/environment-error.ts';

export { EnvironmentError };

/** @param remedy what to do about it, as an instruction */
export function unable(what: string, where: string, remedy: string, cause?: unknown): EnvironmentError {
  return new EnvironmentError({ what, where, remedy, cause });
}
