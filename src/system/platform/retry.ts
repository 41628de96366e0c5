/**
 * Waiting and trying again. Every retry of the system goes through a policy with a bound and with jitter, so that
 * instances which failed together don't come back together.
 */

export interface RetryPolicy {
  /** How often it is tried again after the first failure. */
  readonly retries: number;
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  /** By how much the delay grows from one retry to the next. */
  readonly factor: number;
}

/** Database work: 5 retries, 50 ms to 2 s, times 1.5. */
export const DATABASE_RETRY: RetryPolicy = { retries: 5, firstDelayMs: 50, maxDelayMs: 2_000, factor: 1.5 };

/** Calls to others in general: 3 retries, 100 ms to 5 s, times 2. */
export const CALL_RETRY: RetryPolicy = { retries: 3, firstDelayMs: 100, maxDelayMs: 5_000, factor: 2 };

/** Milliseconds to wait before retry number `retry` (from 1): between half of the policy's delay and all of it. */
export function retryDelayMs(policy: RetryPolicy, retry: number): number {
  const full = Math.min(policy.maxDelayMs, policy.firstDelayMs * policy.factor ** (retry - 1));
  return full * (0.5 + Math.random() / 2);
}

/** Resolves after `ms`, or at once when `signal` is aborted (it never rejects: the caller looks at the signal). */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve();
      return;
    }
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}

/**
 * Runs `work(attempt)` (attempt counts from 1) until it succeeds, `again` says no, or the policy is exhausted; then
 * the last error is thrown.
 */
export async function withRetry<T>(
  policy: RetryPolicy,
  again: (error: unknown) => boolean,
  work: (attempt: number) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(attempt);
    } catch (error) {
      if (attempt > policy.retries || !again(error)) throw error;
      await sleep(retryDelayMs(policy, attempt));
    }
  }
}
