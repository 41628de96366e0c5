/** What services may use of the platform. */

export { type Caller, callerOf, type Ownership } from './api/caller.ts';
export { type ErrorBody, errorBody } from './api/error-body.ts';
export type { ViewCache } from './cache/view-cache.ts';
export type { BatchHandler } from './chunk-handler.ts';
export type { Queryable, Statement } from './database.ts';
export { ConflictError, errorCode, HttpError, isTransient } from './errors.ts';
export type { Aggregate, Difference, Projection } from './event-store/projection.ts';
export { Replay } from './event-store/replay.ts';
export { Gathering } from './gathering.ts';
export { type Answer, answerEachOnce, answerOnce, type IdempotentRequest, idempotentRequest } from './idempotency.ts';
export type { Logger } from './log.ts';
export {
  type Cause,
  causeOf,
  type DataOf,
  type Draft,
  type Message,
  type MessageOf,
  type MessageType,
  newCause,
} from './messages.ts';
export { readFor } from './read-token.ts';
export { CURRENCY, pathParameter, RequestReader, UUID } from './request.ts';
export { CALL_RETRY, type RetryPolicy, retryDelayMs, sleep, withRetry } from './retry.ts';
export * from './rows.ts';
export { Runtime } from './runtime.ts';
export { type RunningService, type ServiceDefinition, startService, type Worker } from './service.ts';
export { type RecordedError, Step, type StreamAt } from './step.ts';
export { followCall, followCause } from './telemetry/following.ts';
export type { Transaction } from './transaction.ts';
