/** What faults make of requests: answers with an error in place of the work, and answers that ask the client to slow down. */

import { ErrorCode } from '../wire/error-codes.ts';

/** An API and an error that a client is expected to sit out, such as `Produce NOT_LEADER_OR_FOLLOWER`. */
export interface ApiError {
  readonly api: string;
  readonly error: ErrorCode;
}

interface Refusal extends ApiError {
  readonly process: string;
  left: number;
}

interface Throttle {
  readonly process: string;
  readonly ms: number;
}

export class Trouble {
  readonly #refusals = new Set<Refusal>();
  readonly #throttles = new Set<Throttle>();

  /** The next `times` requests of a process to this API get this error; nothing is done for them. */
  refuse(process: string, { api, error }: ApiError, times: number): void {
    this.#refusals.add({ process, api, error, left: times });
  }

  /**
   * Every answer to this process says that it has to wait for so many milliseconds.
   * @returns Ends it.
   */
  throttle(process: string, ms: number): () => void {
    const throttle = { process, ms };
    this.#throttles.add(throttle);
    return () => this.#throttles.delete(throttle);
  }

  /** What a request that has just arrived is to be answered with; NONE when it is to be served. */
  refusalOf(process: string, api: string): ErrorCode {
    // Nearly always, and asked for each request.
    if (this.#refusals.size === 0) return ErrorCode.NONE;
    const refusal = [...this.#refusals].find((each) => each.process === process && each.api === api);
    if (refusal === undefined) return ErrorCode.NONE;
    refusal.left -= 1;
    if (refusal.left <= 0) this.#refusals.delete(refusal);
    return refusal.error;
  }

  /** For how long the process has to wait after its next answer, in milliseconds. */
  throttleOf(process: string): number {
    if (this.#throttles.size === 0) return 0;
    return Math.max(0, ...[...this.#throttles].filter((each) => each.process === process).map(({ ms }) => ms));
  }

  /** Ends everything. */
  heal(): void {
    this.#refusals.clear();
    this.#throttles.clear();
  }
}
