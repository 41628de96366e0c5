/** The few sentences that expectations are made of. */
import type { PaymentHistory } from '../history.ts';
import { holds, type Verdict, violated } from '../verdict.ts';
import { messagesOf, seenOf } from './scenario.ts';

/** Exactly one message of the type was published, and its data has (at least) these values. */
export function oneWith(history: PaymentHistory, type: string, wanted: Readonly<Record<string, unknown>>): Verdict {
  const all = seenOf(history, type);
  const [only] = all;
  if (only === undefined || all.length > 1) {
    return violated(`${all.length} messages ${type} were published; it should be one`, ...all.map(({ data }) => data));
  }
  return fits(type, only.data, wanted);
}

/** At least one message of the type was published whose data has (at least) these values. */
export function someWith(history: PaymentHistory, type: string, wanted: Readonly<Record<string, unknown>>): Verdict {
  const all = seenOf(history, type);
  if (all.some(({ data }) => fits(type, data, wanted).kind === 'holds')) return holds;
  return violated(`no ${type} with ${JSON.stringify(wanted)} was published`, wanted, ...all.map(({ data }) => data));
}

/** The object has (at least) these values; nested objects likewise. */
export function fits(what: string, actual: unknown, wanted: Readonly<Record<string, unknown>>): Verdict {
  for (const [field, value] of Object.entries(wanted)) {
    const found: unknown = typeof actual === 'object' && actual !== null ? Reflect.get(actual, field) : undefined;
    if (isObject(value)) {
      const inner = fits(`${what}.${field}`, found, value);
      if (inner.kind !== 'holds') return inner;
    } else if (found !== value) {
      return violated(`${what} has ${field} ${JSON.stringify(found)}; it should be ${JSON.stringify(value)}`, actual);
    }
  }
  return holds;
}

/** None of these was published. */
export function noneOf(history: PaymentHistory, ...types: readonly string[]): Verdict {
  const found = messagesOf(history).find(({ type }) => types.includes(type));
  return found === undefined ? holds : violated(`${found.type} was published and should not have been`, found.record);
}

/** These were published in this order; others may come in between. */
export function inOrder(history: PaymentHistory, types: readonly string[]): Verdict {
  const story = messagesOf(history).map(({ type }) => type);
  let from = 0;
  for (const type of types) {
    const found = story.indexOf(type, from);
    if (found < 0) return violated(`${type} is missing or out of order`, { wanted: types, published: story });
    from = found + 1;
  }
  return holds;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
