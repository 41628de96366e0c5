/** The generated contracts as services and tests use them: validators, arbitraries and topics fit one another. */
import { fc, test as propertyTest } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { anyDeadLetter, anyMessage, arbitraries } from '../../generated/contracts/arbitraries.ts';
import type { Message, MessageType, TopicName } from '../../generated/contracts/index.ts';
import {
  AUDIT_TOPIC,
  isDeadLetter,
  isPaymentInitiated,
  keyOf,
  MESSAGE_TYPES,
  MESSAGES,
  parseDeadLetter,
  parseMessage,
  subscriptionsOf,
  TOPIC_NAMES,
  TOPICS,
  validateStrict,
} from '../../generated/contracts/index.ts';

function json(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** One message, always the same, as it comes out of JSON. */
function sample<T extends MessageType>(type: T): Record<string, unknown> {
  const [message] = fc.sample<Message>(arbitraries[type], { numRuns: 1, seed: 42 });
  return { ...message };
}

describe('validators', () => {
  test.each(MESSAGE_TYPES)('%s: every generated message is valid, also after a journey through JSON', (type) => {
    fc.assert(
      fc.property(arbitraries[type], (message: Message) => validateStrict(json(message)).length === 0),
      { numRuns: 50 },
    );
  });

  propertyTest.prop([anyMessage])('no envelope field can be left out', (message) => {
    for (const name of Object.keys(message)) {
      const { [name]: _, ...rest }: Record<string, unknown> = { ...message };
      expect(parseMessage(rest, 'tolerant').ok).toBe(false);
    }
  });

  propertyTest.prop([anyMessage])(
    'a field of a newer version is refused to producers and passes consumers',
    (message) => {
      const newer = { ...message, trace: 'x', data: { ...message.data, colour: 'green' } };
      expect(validateStrict(newer)).toEqual([
        'message must NOT have additional properties: trace',
        'data must NOT have additional properties: colour',
      ]);
      expect(parseMessage(newer, 'tolerant')).toEqual({ ok: true, message: newer });
    },
  );

  propertyTest.prop([fc.jsonValue()])('any JSON is answered, never thrown at', (value) => {
    const result = parseMessage(value, 'tolerant');
    expect(result.ok || result.errors.length > 0).toBe(true);
  });

  test('errors name the field and what it should be', () => {
    const message = {
      ...sample('PaymentInitiated'),
      event_version: 2,
      data: { payment_id: 'x', amount: 0, method: 'cash' },
    };
    expect(validateStrict(message)).toEqual([
      'event_version must be equal to constant 1',
      "data must have required property 'user_id'",
      "data must have required property 'merchant_id'",
      "data must have required property 'currency'",
      'data.payment_id must match format "uuid"',
      'data.amount must be >= 1',
      'data.method must be equal to one of the allowed values: wallet, external',
    ]);
    expect(validateStrict({ event_type: 'PagoSolicitado' })).toEqual(['unknown event_type "PagoSolicitado"']);
    expect(validateStrict({})).toEqual(['event_type is missing']);
    expect(validateStrict('{}')).toEqual(['the message is no JSON object']);
  });

  test('amounts are integers that a double can hold', () => {
    const amount = (value: number): boolean => {
      const message = sample('CheckWalletBalance');
      return isOk({
        ...message,
        data: { wallet_id: 'w', payment_id: message['event_id'], currency: 'EUR', amount: value },
      });
    };
    expect([1, 2 ** 53 - 1].map(amount)).toEqual([true, true]);
    expect([0, -1, 1.5, 2 ** 53, Number.NaN].map(amount)).toEqual([false, false, false, false, false]);
  });

  test('predicates tell messages apart', () => {
    expect(isPaymentInitiated(sample('PaymentInitiated'))).toBe(true);
    expect(isPaymentInitiated(sample('PaymentValidated'))).toBe(false);
  });

  propertyTest.prop([anyDeadLetter])('dead letters have a validator of their own', (letter) => {
    expect(isDeadLetter(json(letter))).toBe(true);
    expect(parseDeadLetter({ ...letter, offset: 1 }, 'tolerant')).toEqual({
      ok: false,
      errors: ['offset must be string'],
    });
    expect(parseMessage(letter, 'tolerant').ok).toBe(false);
  });
});

describe('topics', () => {
  test('have the partitions and the retention that were agreed on', () => {
    const day = 24 * 60 * 60 * 1000;
    const table = Object.fromEntries(
      TOPIC_NAMES.map((name) => [name, [TOPICS[name].partitions, TOPICS[name].retentionMs / day]]),
    );
    expect(table).toMatchObject({
      'payment-events.v1': [12, 30],
      'wallet-events.v1': [8, 60],
      'gateway-events.v1': [6, 14],
      'saga-events.v1': [6, 30],
      'metrics-events.v1': [4, 7],
      'audit-events.v1': [4, 365],
      'payment-commands.v1': [12, 30],
      'wallet-commands.v1': [8, 60],
      'gateway-commands.v1': [6, 14],
      'saga-commands.v1': [6, 30],
      'payment-events.dlq.v1': [12, 30],
      'wallet-events.dlq.v1': [8, 60],
      'gateway-events.dlq.v1': [6, 14],
      'saga-events.dlq.v1': [6, 30],
    });
  });

  test('every event travels on its own topic and on the audit topic, every command on its own alone', () => {
    for (const type of MESSAGE_TYPES) {
      const expected = MESSAGES[type].kind === 'event' ? [MESSAGES[type].topic, AUDIT_TOPIC] : [MESSAGES[type].topic];
      const isOriginal = (name: TopicName): boolean => TOPICS[name].kind !== 'copies' || MESSAGES[type].topic === name;
      expect(TOPIC_NAMES.filter((name) => isOriginal(name) && TOPICS[name].messages.includes(type)).toSorted()).toEqual(
        expected.toSorted(),
      );
    }
  });

  test('whatever a service can consume has a dead-letter topic that the service may send to', () => {
    for (const service of ['payment', 'wallet', 'gateway', 'saga', 'metrics'] as const) {
      for (const { topic } of subscriptionsOf(service)) {
        const dead = topic.deadLetterTopic;
        expect(dead === undefined ? [] : Object.keys(TOPICS[dead].senders), `${service} on ${topic.name}`).toContain(
          service,
        );
      }
    }
  });

  test('the saga commands every service and hears their answers', () => {
    expect(subscriptionsOf('saga').map(({ topic }) => topic.name)).toEqual([
      'payment-events.v1',
      'wallet-events.v1',
      'gateway-events.v1',
      'saga-commands.v1',
    ]);
    expect(MESSAGES.DeductWalletBalance).toMatchObject({
      kind: 'command',
      topic: 'wallet-commands.v1',
      keyField: 'wallet_id',
      senders: ['saga'],
      receivers: ['wallet'],
    });
  });

  propertyTest.prop([anyMessage])('the key of a record is a field of its data', (message) => {
    expect(Object.entries(message.data)).toContainEqual([MESSAGES[message.event_type].keyField, keyOf(message)]);
  });
});

function isOk(value: unknown): boolean {
  return parseMessage(value, 'strict').ok;
}
