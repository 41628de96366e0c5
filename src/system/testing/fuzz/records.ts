/** Records for every topic that a service consumes: valid messages, and what is left of them after something has happened to them. */
import fc, { type Arbitrary } from 'fast-check';
import { anyMessage, arbitraries } from '../../../../generated/contracts/arbitraries.ts';
import {
  AUDIT_TOPIC,
  type Message,
  TOPIC_NAMES,
  TOPICS,
  type TopicName,
} from '../../../../generated/contracts/index.ts';
import { keyOf } from '../../platform/routing.ts';
import { strangeValues } from './schema-values.ts';

/** A record as a producer sends it. */
export interface FuzzRecord {
  readonly topic: TopicName;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer>>;
  /** Sent this often. */
  readonly times: number;
}

/** The topics that somebody consumes; the audit topic is read by the saga's projector. */
export const CONSUMED: readonly TopicName[] = TOPIC_NAMES.filter(
  (name) => name === AUDIT_TOPIC || (TOPICS[name].kind !== 'copies' && Object.keys(TOPICS[name].receivers).length > 0),
);

/** Records of one topic. */
export function recordsOf(topic: TopicName): Arbitrary<FuzzRecord> {
  const own = TOPICS[topic].messages.flatMap((type) => (type === 'DeadLetter' ? [] : [arbitraries[type]]));
  const message: Arbitrary<Message> = fc.oneof(
    { weight: 9, arbitrary: fc.oneof(...own) },
    { weight: 1, arbitrary: anyMessage },
  );
  return message.chain((valid) =>
    fc.record({
      topic: fc.constant(topic),
      value: fc.oneof({ weight: 2, arbitrary: fc.constant(bytesOf(valid)) }, { weight: 5, arbitrary: damaged(valid) }),
      key: fc.oneof({ weight: 5, arbitrary: fc.constant(Buffer.from(keyOf(valid))) }, keys),
      headers: fc.oneof({ weight: 5, arbitrary: fc.constant(headersOf(valid)) }, strangeHeaders),
      times: fc.oneof({ weight: 5, arbitrary: fc.constant(1) }, fc.constant(3)),
    }),
  );
}

function damaged(message: Message): Arbitrary<Buffer | null> {
  const bytes = bytesOf(message);
  const fields = Object.keys(message);
  const inside = Object.keys(message.data);
  return fc.oneof(
    fc.nat(bytes.length).map((end) => bytes.subarray(0, end)),
    fc
      .tuple(fc.nat(bytes.length - 1), fc.nat(255))
      .map(([at, byte]) => Buffer.concat([bytes.subarray(0, at), Buffer.from([byte]), bytes.subarray(at + 1)])),
    fc.tuple(fc.constantFrom(...fields), strangeValues).map(([name, value]) => bytesOf({ ...message, [name]: value })),
    fc
      .tuple(fc.constantFrom('x', ...inside), strangeValues)
      .map(([name, value]) => bytesOf({ ...message, data: { ...message.data, [name]: value } })),
    fc.constantFrom(...fields).map((name) => bytesOf(without(message, name))),
    fc.constantFrom('x', ...inside).map((name) => bytesOf({ ...message, data: without(message.data, name) })),
    fc.constantFrom(0, 2, 99, -1, '1', null).map((version) => bytesOf({ ...message, event_version: version })),
    fc
      .constantFrom('', 'Nothing', 'paymentinitiated', '__proto__')
      .map((type) => bytesOf({ ...message, event_type: type })),
    fc.uint8Array({ maxLength: 300 }).map((random) => Buffer.from(random)),
    fc.constantFrom(
      null,
      Buffer.alloc(0),
      Buffer.from('null'),
      Buffer.from('[]'),
      Buffer.from('{}'),
      Buffer.from('['.repeat(50_000)),
      Buffer.alloc(60_000, 'x'),
    ),
  );
}

const keys: Arbitrary<Buffer | null> = fc.oneof(
  fc.constantFrom(null, Buffer.alloc(0), Buffer.from('a\u0000b')),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
);

const strangeHeaders: Arbitrary<Record<string, Buffer>> = fc.dictionary(
  fc.oneof(fc.constantFrom('event_type', 'event_id', 'correlation_id', 'traceparent'), fc.string({ minLength: 1 })),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  { maxKeys: 4 },
);

function headersOf({ event_type, event_id, correlation_id }: Message): Record<string, Buffer> {
  return {
    event_type: Buffer.from(event_type),
    event_id: Buffer.from(event_id),
    correlation_id: Buffer.from(correlation_id),
  };
}

function without(value: object, name: string): object {
  return Object.fromEntries(Object.entries(value).filter(([field]) => field !== name));
}

function bytesOf(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
