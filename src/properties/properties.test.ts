import { describe, expect, it } from 'vitest';
import { baseHistory } from './fixture/base-history.ts';
import { refundHistory } from './fixture/refund-story.ts';
import { properties } from './index.ts';

describe.each([
  ['payments', baseHistory().history],
  ['a refund and a freeze', refundHistory().history],
])('a history of %s in which everything is as it should be', (_what, history) => {
  it.each(properties.map((property) => [property.name, property] as const))('satisfies %s', (_name, property) => {
    expect(property.check(history)).toEqual({ kind: 'holds' });
  });
});
