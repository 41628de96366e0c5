/**
 * Lets a consumer wait for a coordinator that is still loading its groups, as one does that has just taken them over. The client
 * (kafkajs 2.2.4) asks for another coordinator when the one that it knows has gone, but gives up joining when the new one says that it needs a
 * moment; the consumer would crash, and its process would end, each time that a broker is replaced.
 */
import ConsumerGroup from 'kafkajs/src/consumer/consumerGroup.js';
import { type RetryPolicy, retryDelayMs, sleep } from './retry.ts';

/** About as long as the client's own retries of a request. */
const PATIENCE: RetryPolicy = { retries: 10, firstDelayMs: 100, maxDelayMs: 5_000, factor: 2 };

/** What a coordinator answers that is not ready yet, by the names that the client has for it. */
const PASSING: ReadonlySet<unknown> = new Set(['GROUP_LOAD_IN_PROGRESS', 'GROUP_COORDINATOR_NOT_AVAILABLE']);

const join = ConsumerGroup.prototype.joinAndSync;

ConsumerGroup.prototype.joinAndSync = async function joinWhenLoaded(this: ConsumerGroup): Promise<void> {
  for (let retry = 1; ; retry += 1) {
    try {
      await join.call(this);
      return;
    } catch (error) {
      if (retry > PATIENCE.retries || !isPassing(error)) throw error;
      await sleep(retryDelayMs(PATIENCE, retry));
    }
  }
};

function isPassing(error: unknown): boolean {
  return error instanceof Error && 'type' in error && PASSING.has(error.type);
}
