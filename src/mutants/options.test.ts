import { describe, expect, it } from 'vitest';
import { parseOptions } from './options.ts';

const names = ['01-deduction', '02-refund'];

describe('npm run mutants', () => {
  it('tries all mutants, one after the other, unless told otherwise', () => {
    expect(parseOptions([], names)).toMatchObject({ jobs: 1, fresh: false, check: false, shrinkSeconds: 20 });
    expect(parseOptions(['--only', '01, refund', '--jobs', '4'], names)).toMatchObject({
      only: ['01', 'refund'],
      jobs: 4,
    });
  });

  it.each([
    [['--only', 'refnud'], /No mutant's name contains "refnud"\..* See --list/],
    [['--jobs', '0'], /--jobs wants a whole number from 1 to 64, not "0"/],
    [['--job', '2'], /See --help/],
  ])('refuses %j', (args, message) => {
    expect(() => parseOptions(args, names)).toThrow(message);
  });
});
