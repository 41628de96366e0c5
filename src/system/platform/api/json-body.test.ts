import { fc, test as propertyTest } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { depthOf } from './json-body.ts';

function nesting(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(nesting));
}

propertyTest.prop([fc.jsonValue({ maxDepth: 6 })])('the depth of a text is the depth of its value', (value) => {
  expect(depthOf(JSON.stringify(value))).toBe(nesting(value));
});

test('brackets within texts do not count, and neither do quotes that are escaped', () => {
  expect(depthOf('["[[[", "\\"[", {"{": "]"}]')).toBe(2);
});
