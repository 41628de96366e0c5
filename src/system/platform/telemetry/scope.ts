/**
 * What is being worked on: the request or the messages that everything below belongs to. It follows the calls by itself, so that each line of
 * the log and each span finds what it belongs to without being told.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { SpanScope } from './spans.ts';

export interface Scope {
  /** Of the request, or of the messages that share a transaction. */
  readonly correlationIds: readonly string[];
  /** Where spans belong to; absent while nothing is traced. */
  readonly spans?: SpanScope;
}

const storage = new AsyncLocalStorage<Scope>();

/** Runs `work` within a scope. */
export function inScope<T>(scope: Scope, work: () => T): T {
  return storage.run(scope, work);
}

/** Runs `work` outside of any scope: for what goes on for others too, such as a worker that is woken. */
export function outOfScope<T>(work: () => T): T {
  return storage.exit(work);
}

/** The scope of the caller, if any. */
export function currentScope(): Scope | undefined {
  return storage.getStore();
}

/** What a line of the log says about its scope. */
export function logFieldsOfScope(): Readonly<Record<string, unknown>> {
  const ids = storage.getStore()?.correlationIds ?? [];
  if (ids.length === 0) return {};
  return ids.length === 1 ? { correlation_id: ids[0] } : { correlation_ids: ids };
}
