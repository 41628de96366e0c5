/** Writes what is compared between the worlds from the suites that compare it: `npm run fidelity`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { withComparisons } from '../src/live/conformance/fidelity.ts';

export const PAGE = resolve(import.meta.dirname, '../docs/fidelity.md');

if (import.meta.main) writeFileSync(PAGE, withComparisons(readFileSync(PAGE, 'utf8')));
