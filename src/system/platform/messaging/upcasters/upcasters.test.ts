/** Every old message becomes a valid new one, and says the same. */
import { fc, test as propertyTest } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { anyMessage, arbitraries, formerArbitraries } from '../../../../../generated/contracts/arbitraries.ts';
import { isPaymentInitiatedV0, parseMessage } from '../../../../../generated/contracts/index.ts';
import { receive } from '../../consumer-chunk.ts';
import { ALIASES } from './aliases.ts';
import { UPCASTERS, upcast } from './index.ts';

function json(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function parsed(value: unknown) {
  const result = parseMessage(upcast(json(value)), 'strict');
  if (!result.ok) throw new Error(result.errors.join('; '));
  return result.message;
}

describe('PaymentInitiated, version 0', () => {
  propertyTest.prop([formerArbitraries.PaymentInitiatedV0])('becomes a valid version 1 that says the same', (old) => {
    const { data: before, event_version: _, ...envelope } = old;
    const { data, event_version, ...rest } = parsed(old);
    expect(event_version).toBe(1);
    expect(rest).toEqual(json(envelope));
    const { amount: _major, payment_method: method, ...kept } = before;
    expect({ ...data, amount: 0 }).toEqual(json({ ...kept, method, amount: 0 }));
  });

  propertyTest.prop([
    formerArbitraries.PaymentInitiatedV0,
    fc.constantFrom<[string, number]>(['USD', 2], ['EUR', 2], ['MXN', 2], ['JPY', 0]),
    fc.integer({ min: 1_000, max: 1_000_000_000 }),
  ])('keeps every amount exactly, whatever a float makes of it', (old, [currency, decimals], minor) => {
    const amount = minor / 10 ** decimals;
    expect(parsed({ ...old, data: { ...old.data, currency, amount } }).data).toMatchObject({ currency, amount: minor });
  });

  test('that is not valid is left as it is, and refused', () => {
    const [old] = fc.sample(formerArbitraries.PaymentInitiatedV0, { numRuns: 1, seed: 7 });
    for (const wrong of [{ amount: 'a lot' }, { currency: 'XXX' }, { amount: undefined }]) {
      const broken = { ...old, data: { ...old?.data, ...wrong } };
      expect(upcast(broken)).toBe(broken);
      expect(parseMessage(upcast(broken), 'tolerant').ok).toBe(false);
    }
  });
});

describe('former names', () => {
  for (const [alias, name] of Object.entries(ALIASES)) {
    propertyTest.prop([arbitraries[name]])(`${alias} is read as ${name}`, (message) => {
      expect(parsed({ ...message, event_type: alias })).toEqual(json(message));
    });
  }

  propertyTest.prop([formerArbitraries.PaymentInitiatedV0])('and former versions come together', (old) => {
    expect(parsed({ ...old, event_type: 'PagoSolicitado' })).toEqual(parsed(old));
  });
});

propertyTest.prop([fc.oneof(anyMessage, fc.jsonValue())])('what is present already is not touched', (value) => {
  expect(upcast(value)).toBe(value);
});

test('each step leads from a version that is no longer sent, and there is one for each', () => {
  expect(UPCASTERS.map(({ type, from }) => `${type} ${from}`)).toEqual(['PaymentInitiated 0']);
  expect(Object.keys(formerArbitraries)).toEqual(UPCASTERS.map(({ type, from }) => `${type}V${from}`));
});

propertyTest.prop([formerArbitraries.PaymentInitiatedV0])('a consumer reads an old message as a new one', (old) => {
  expect(isPaymentInitiatedV0(json(old))).toBe(true);
  const record = {
    key: null,
    value: Buffer.from(JSON.stringify(old)),
    offset: '0',
    timestamp: '0',
    attributes: 0,
    headers: {},
  };
  const { content, inboxId } = receive('payment-events.v1', 0, record);
  expect(inboxId).toBe(old.event_id);
  expect(content).toMatchObject({ readable: true, message: { event_version: 1, event_type: 'PaymentInitiated' } });
});
