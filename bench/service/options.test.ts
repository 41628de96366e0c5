import { expect, test } from 'vitest';
import { HELP, readOptions, UsageError } from './options.ts';

test('without options everything that is claimed is measured', () => {
  expect(readOptions([])).toMatchObject({
    clients: [1, 8, 32, 128],
    wallets: ['uniform', 'hot'],
    latencies: [0, 50],
    broker: 'own',
    storedEvents: [],
  });
});

test('a quick look can be made more thorough', () => {
  expect(readOptions(['--quick', '--clients', '32,128'])).toMatchObject({
    clients: [32, 128],
    wallets: ['uniform'],
    latencies: [0],
  });
});

test.each([
  ['--clients', '0'],
  ['--clients', '1,,2'],
  ['--wallets', 'warm'],
  ['--latency', '-1'],
  ['--broker', 'rabbit'],
  ['--stored-events', '5'],
])('%s %s is refused, and the message says what to write', (name, value) => {
  expect(() => readOptions([`${name}=${value}`])).toThrow(UsageError);
  expect(() => readOptions([`${name}=${value}`])).toThrow(new RegExp(`${name}.*(Give|Choices)`));
});

test('an unknown option points to the help, which names all that are known', () => {
  expect(() => readOptions(['--client', '3'])).toThrow(/--help/);
  for (const name of [
    'clients',
    'wallets',
    'latency',
    'seconds',
    'quick',
    'broker',
    'stored-events',
    'json',
    'profile',
  ]) {
    expect(HELP).toContain(`--${name}`);
  }
});
