/** Messages that nobody can read, made from ones that everybody can. Pure; equal arguments give equal bytes. */
import { parseMessage } from '../../../../generated/contracts/index.ts';
import { upcast } from '../../../system/platform/messaging/upcasters/index.ts';
import type { PoisonKind } from './faults.ts';

/** What is damaged: a message that was on the topic, or any. */
export interface Sound {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
}

/** A record that a producer sends. */
export interface Spoiled {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
}

/** What is damaged where nothing is on the topic yet. */
const ANY: Sound = {
  key: Buffer.from('stranger'),
  value: Buffer.from(JSON.stringify({ event_id: 'stranger', event_type: 'PaymentValidated', data: {} })),
};

/** More than goes onto a dead-letter topic, less than a broker refuses. */
const HUGE_BYTES = 800_000;

/** A message of that kind, made from `sound`. `variant` chooses among the ways; each whole number gives one. */
export function spoil(kind: PoisonKind, variant: number, sound: Sound = ANY): Spoiled {
  const key = kind === 'empty-key' ? pick([Buffer.alloc(0), null], variant) : sound.key;
  const bytes = sound.value ?? Buffer.alloc(0);
  const value = damage(kind, variant, bytes);
  return { key, value: isReadable(value) ? bytes.subarray(0, bytes.length >> 1) : value };
}

function damage(kind: PoisonKind, variant: number, bytes: Buffer): Buffer | null {
  const message = objectIn(bytes);
  switch (kind) {
    case 'not-json':
      return pick([bytes.subarray(0, variant % bytes.length), Buffer.from([0xff, 0x00, 0xfe]), null], variant);
    case 'wrong-schema':
    case 'empty-key':
      return jsonOf(wrong(message, variant));
    case 'unknown-type':
      return jsonOf({ ...message, event_type: pick(['NobodyKnows', '', 'paymentinitiated', '__proto__'], variant) });
    case 'unknown-version':
      return jsonOf({ ...message, event_version: pick([99, -1, '1', null], variant) });
    case 'huge':
      return jsonOf({ ...message, data: { padding: 'x'.repeat(HUGE_BYTES) } });
    case 'fuzzed': {
      const changed = Buffer.from(bytes);
      const at = variant % Math.max(1, changed.length);
      if (at < changed.length) changed[at] = (variant * 31) & 0xff;
      return changed;
    }
  }
}

/** A field is missing, or is not what it should be; of the envelope or of the data. */
function wrong(message: Fields, variant: number): Fields {
  const data = isFields(message['data']) ? message['data'] : {};
  const inside = (variant & 1) === 1 && Object.keys(data).length > 0;
  const broken = breakField(inside ? data : message, variant >> 1);
  return inside ? { ...message, data: broken } : broken;
}

function breakField(fields: Fields, variant: number): Fields {
  const names = Object.keys(fields);
  const name = names[(variant >> 1) % Math.max(1, names.length)] ?? 'event_id';
  if ((variant & 1) === 1) return { ...fields, [name]: { not: 'this' } };
  return Object.fromEntries(Object.entries(fields).filter(([other]) => other !== name));
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectIn(bytes: Buffer): Fields {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return isFields(value) ? value : {};
  } catch {
    return {};
  }
}

/** What can be read has an effect, and would be a forgery rather than poison. */
function isReadable(value: Buffer | null): boolean {
  if (value === null) return false;
  try {
    return parseMessage(upcast(JSON.parse(value.toString('utf8'))), 'tolerant').ok;
  } catch {
    return false;
  }
}

function jsonOf(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function pick<T>(choices: readonly [T, ...T[]], variant: number): T {
  const [chosen = choices[0]] = choices.slice(variant % choices.length);
  return chosen;
}
