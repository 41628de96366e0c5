/** The interpreter of schemas: what it writes for each kind of schema, and that it refuses what it does not know. */
import { describe, expect, test } from 'vitest';
import { arbitraryText } from './arbitraries.ts';

describe('arbitraryText', () => {
  test.each([
    [{ type: 'integer', minimum: 1, maximum: 9 }, 'fc.integer({ min: 1, max: 9 })'],
    [{ type: 'integer', const: 1 }, 'fc.constant(1)'],
    [{ type: 'string', enum: ['a', "it's"] }, "fc.constantFrom('a', 'it\\'s')"],
    [
      { type: 'string', pattern: '^a\\d$', maxLength: 2 },
      "fc.stringMatching(new RegExp('^a\\\\d$')).filter((text) => text.length <= 2)",
    ],
    [
      { type: 'array', items: { $ref: '#/definitions/PaymentId' }, minItems: 1 },
      'fc.array(paymentId, { minLength: 1 })',
    ],
    [
      { type: 'object', additionalProperties: { type: 'string' } },
      'fc.dictionary(fc.string({ minLength: 1 }), fc.string(), { noNullPrototype: true })',
    ],
  ])('%j', (schema, text) => {
    expect(arbitraryText(schema, 'X')).toBe(text);
  });

  test.each([
    [{ type: 'integer', multipleOf: 5 }, 'X: cannot generate values for the keyword multipleOf of type integer'],
    [{ type: 'string', minimum: 5 }, 'X: cannot generate values for the keyword minimum of type string'],
    [{ type: 'string', format: 'email' }, 'X: cannot generate values of format email'],
    [{ oneOf: [] }, 'X: cannot generate values of type ""'],
    [{ type: 'array', items: { type: 'null' } }, 'X/items: cannot generate values of type "null"'],
    [
      { type: 'object', properties: { a: { type: 'string', contentEncoding: 'base64' } } },
      'X/a: cannot generate values for the keyword contentEncoding',
    ],
  ])('refuses %j', (schema, error) => {
    expect(() => arbitraryText(schema, 'X')).toThrow(error);
  });
});
