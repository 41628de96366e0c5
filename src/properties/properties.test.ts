import { describe, expect, it } from 'vitest';
import { baseHistory } from './fixture/base-history.ts';
import { properties } from './index.ts';

describe('a history in which everything is as it should be', () => {
  const { history } = baseHistory();
  it.each(properties.map((property) => [property.name, property] as const))('satisfies %s', (_name, property) => {
    expect(property.check(history)).toEqual({ kind: 'holds' });
  });
});
