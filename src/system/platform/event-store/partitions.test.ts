import fc from 'fast-check';
import { expect, test } from 'vitest';
import { monthNamed, monthOf, monthsExpired, monthsNeeded } from './partitions.ts';

const instant = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2060, 0, 1) });

test('an instant lies in its month, and months follow one another without gaps', () => {
  fc.assert(
    fc.property(instant, fc.integer({ min: 1, max: 40 }), (now, ahead) => {
      const months = monthsNeeded(now, ahead);
      expect(months).toHaveLength(ahead + 1);
      expect(Date.parse(months[0]?.from ?? '')).toBeLessThanOrEqual(now);
      expect(Date.parse(months[0]?.to ?? '')).toBeGreaterThan(now);
      for (const [index, month] of months.entries()) {
        expect(monthNamed(month.name)).toEqual(month);
        if (index > 0) expect(month.from).toBe(months[index - 1]?.to);
      }
    }),
  );
});

test('months are those of UTC, around the turn of the year too', () => {
  expect(monthOf(Date.UTC(2026, 11, 31, 23, 59, 59, 999))).toEqual({
    name: '2026_12',
    from: '2026-12-01T00:00:00.000Z',
    to: '2027-01-01T00:00:00.000Z',
  });
  expect(monthOf(Date.UTC(2026, 11, 31), 1).name).toBe('2027_01');
});

test('a month is kept for as long as the retention says, counted from its end', () => {
  const months = ['2023_12', '2024_01', '2024_02'].flatMap((name) => monthNamed(name) ?? []);
  const expired = monthsExpired(months, Date.UTC(2026, 1, 15), 24);
  expect(expired.map(({ name }) => name)).toEqual(['2023_12', '2024_01']);
});

test.each(['default', '2026_13', '2026-01', '26_01', ''])('%j is no month', (name) => {
  expect(monthNamed(name)).toBeUndefined();
});
