import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { withComparisons } from '../src/live/conformance/fidelity.ts';
import { PAGE } from './fidelity.ts';

test('docs/fidelity.md says what the suites compare today', () => {
  const page = readFileSync(PAGE, 'utf8');
  expect(withComparisons(page), 'npm run fidelity writes it').toBe(page);
});
