/** A scenario: what the clients do, as data, and what the requirement says must be seen. */
import type { PaymentHistory, TopicRecord } from '../history.ts';
import type { FaultPlan } from '../plan.ts';
import type { RunInput } from '../run-input.ts';
import type { Verdict } from '../verdict.ts';
import type { Workload } from '../workload.ts';

export interface Scenario {
  readonly name: string;
  /** One sentence that a person understands. */
  readonly claim: string;
  readonly workload: Workload;
  readonly plan: FaultPlan;
  /** Where the cast and its configuration are not the usual ones. */
  readonly instances?: RunInput['instances'];
  readonly settings?: RunInput['settings'];
  readonly webhooks?: RunInput['webhooks'];
  /** In the order in which the requirement tells them. */
  readonly expectations: readonly Expectation[];
}

export interface Expectation {
  /** kebab-case, unique within its scenario. */
  readonly name: string;
  /** One sentence, as in the requirement. */
  readonly claim: string;
  check(history: PaymentHistory): Verdict;
}

/** A message on a domain or command topic, as far as expectations look into it. */
export interface Seen {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly record: TopicRecord;
}

/** What was published, in order; the copies for the audit and duplicates are left out. */
export function messagesOf({ records }: PaymentHistory): readonly Seen[] {
  const ids = new Set<string>();
  return records.flatMap((record) => {
    const id = record.headers['event_id'] ?? '';
    const { value } = record;
    if (record.topic.startsWith('audit') || ids.has(id) || !isObject(value)) return [];
    ids.add(id);
    const { event_type: type, data } = value;
    return typeof type === 'string' && isObject(data) ? [{ type, data, record }] : [];
  });
}

/** The published messages of one type. */
export function seenOf(history: PaymentHistory, type: string): readonly Seen[] {
  return messagesOf(history).filter((message) => message.type === type);
}

/** What clients were told last about each payment, by payment id. */
export function lastTold(history: PaymentHistory): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
  return new Map(
    history.exchanges.flatMap(({ purpose, answer }) => {
      const body = purpose === 'poll' && answer?.status === 200 ? answer.body : undefined;
      return isObject(body) && typeof body['payment_id'] === 'string' ? [[body['payment_id'], body] as const] : [];
    }),
  );
}

/** The payment that a request of the workload became. */
export function paymentOfRequest({ exchanges }: PaymentHistory, request: number): string | undefined {
  for (const { purpose, request: of, answer } of exchanges) {
    const body = purpose === 'pay' && of === request ? answer?.body : undefined;
    if (isObject(body) && typeof body['payment_id'] === 'string') return body['payment_id'];
  }
  return undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
