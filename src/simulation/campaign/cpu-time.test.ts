import { expect, test } from 'vitest';
import { cpuMsFrom, cpuMsOf } from './cpu-time.ts';

test('reads what ps prints on Linux and on macOS', () => {
  expect(cpuMsFrom('00:01:05')).toBe(65_000);
  expect(cpuMsFrom('2-01:00:00')).toBe(176_400_000);
  expect(cpuMsFrom('1:05.23')).toBe(65_230);
  expect(cpuMsFrom('')).toBeUndefined();
  expect(cpuMsFrom('-')).toBeUndefined();
});

test('tells of a process what it says itself, and of none that is not there', async () => {
  const { user, system } = process.cpuUsage();
  const told = await cpuMsOf(process.pid);
  // In whole seconds, on Linux.
  expect(told).toBeGreaterThan((user + system) / 1000 - 1_500);
  expect(told).toBeLessThan((user + system) / 1000 + 3_000);
  expect(await cpuMsOf(2 ** 30)).toBeUndefined();
});
