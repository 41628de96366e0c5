/**
 * What a run came to, in words that are the same in every world: per key the order of its messages, and for each payment, wallet and
 * provider how it ended. Ids and times are left out, and payments and wallets are called by their place in the workload. Pure.
 */
import { isDeepStrictEqual } from 'node:util';
import type { PaymentHistory, TopicRecord } from '../../simulation/payments/history.ts';
import { isRecord } from '../../system/platform/rows.ts';

/** Lines by subject, such as `payment 2 on payment-events.v1` or `wallet 0`. */
export type Canonical = Readonly<Record<string, readonly string[]>>;

/** A part of a workload: the places of its requests and wallets, each from the first up to, but without, the last. */
export interface Part {
  readonly requests: readonly [number, number];
  readonly wallets: readonly [number, number];
}

/** What is told of a message besides its type. Everything else in it is an id, a time, or depends on other payments. */
const TOLD = ['amount', 'currency', 'error_code', 'outcome', 'provider', 'sufficient_funds', 'deficit_amount'] as const;
/** Copies of what is on other topics, and what concerns no payment. */
const OTHER_TOPICS = /^(audit|metrics)-/;

/** @param part default: the whole workload */
export function canonical(history: PaymentHistory, part: Part = whole(history)): Canonical {
  const names = namesOf(history, part);
  const messages = onceEach(history.records).flatMap((record) => lineOf(record, names));
  const endings = [...paymentsOf(history, names), ...walletsOf(history, names), ...chargesOf(history, names)];
  const lines = Map.groupBy([...messages, ...endings], ([subject]) => subject);
  return Object.fromEntries([...lines].map(([subject, list]) => [subject, list.map(([, line]) => line)] as const));
}

/** What is left of it when the order of what happened is nobody's business: how everything ended. */
export function endingsOf(all: Canonical): Canonical {
  return Object.fromEntries(Object.entries(all).filter(([subject]) => !subject.includes(' on ')));
}

/** One line for each subject that is not the same on both sides. */
export function differences(expected: Canonical, seen: Canonical): readonly string[] {
  const subjects = [...new Set([...Object.keys(expected), ...Object.keys(seen)])].sort();
  return subjects
    .filter((subject) => !isDeepStrictEqual(expected[subject], seen[subject]))
    .map((subject) => `${subject}: ${shown(expected[subject])} simulated, ${shown(seen[subject])} live`);
}

function shown(lines: readonly string[] = []): string {
  return lines.length === 0 ? 'nothing' : lines.join(' · ');
}

type Line = readonly [subject: string, line: string];
type Names = ReadonlyMap<string, string>;

function whole({ workload }: PaymentHistory): Part {
  return { requests: [0, workload.requests.length], wallets: [0, workload.wallets.length] };
}

/** Ids of the part's payments and wallets, as clients were told them, with their names. */
function namesOf({ exchanges, workload }: PaymentHistory, { requests, wallets }: Part): Names {
  const names = new Map<string, string>();
  for (const { purpose, request, body, answer } of exchanges) {
    if (!isRecord(answer?.body)) continue;
    const { payment_id: paymentId, wallet_id: walletId } = answer.body;
    if (purpose === 'pay' && typeof paymentId === 'string' && isWithin(request, requests)) {
      names.set(paymentId, `payment ${request - requests[0]}`);
    }
    if (purpose === 'open-wallet' && typeof walletId === 'string' && isRecord(body)) {
      const at = workload.wallets.findIndex(
        ({ userId, currency }) => userId === body['user_id'] && currency === body['currency'],
      );
      if (isWithin(at, wallets)) names.set(walletId, `wallet ${at - wallets[0]}`);
    }
  }
  return names;
}

function isWithin(at: number, [from, to]: readonly [number, number]): boolean {
  return at >= from && at < to;
}

/** A message that was sent twice counts where it came first. */
function onceEach(records: readonly TopicRecord[]): readonly TopicRecord[] {
  const seen = new Set<string>();
  return records.filter(({ topic, headers, foreign }) => {
    const id = `${topic} ${headers['event_id'] ?? ''}`;
    if (foreign === true || seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}

function lineOf({ topic, key, value }: TopicRecord, names: Names): readonly Line[] {
  const name = names.get(key ?? '');
  if (name === undefined || OTHER_TOPICS.test(topic) || !isRecord(value)) return [];
  const data = isRecord(value['data']) ? value['data'] : {};
  const told = TOLD.flatMap((field) => {
    const one = data[field];
    return typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean' ? [`${one}`] : [];
  });
  return [[`${name} on ${topic}`, [String(value['event_type']), ...told].join(' ')]];
}

function paymentsOf({ database }: PaymentHistory, names: Names): readonly Line[] {
  return (database.tables['payment.payment_status'] ?? []).flatMap(({ payment_id: id, status, error_code: code }) => {
    const name = names.get(id ?? '');
    return name === undefined ? [] : [[name, [status, code].filter(Boolean).join(' ')] as const];
  });
}

function walletsOf({ balances }: PaymentHistory, names: Names): readonly Line[] {
  const last = new Map(balances.map((seen) => [seen.walletId, seen]));
  return [...last.values()].flatMap(({ walletId, available, locked }) => {
    const name = names.get(walletId);
    return name === undefined ? [] : [[name, `${available} free, ${locked} locked`] as const];
  });
}

function chargesOf({ ledgers }: PaymentHistory, names: Names): readonly Line[] {
  return ledgers.flatMap(({ provider, charges, refunds }) => {
    const charged = charges.map(
      ({ paymentId, state, amount }) => [paymentId, `${provider} ${state} ${amount}`] as const,
    );
    const given = refunds.map(({ paymentId, kind, state, amount }) => {
      return [paymentId, `${provider} ${kind} ${state} ${amount}`] as const;
    });
    return [...charged, ...given].flatMap(([id, line]) => {
      const name = names.get(id);
      return name === undefined ? [] : [[`charges of ${name}`, line] as const];
    });
  });
}
