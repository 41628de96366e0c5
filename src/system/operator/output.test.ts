/** What operators read, and how their words are read. */
import { describe, expect, test } from 'vitest';
import { findCommand, readArguments } from './arguments.ts';
import { given, UsageError } from './command.ts';
import { COMMANDS } from './commands/index.ts';
import { fields, table } from './output.ts';
import { Services } from './services.ts';
import { usageOf } from './usage.ts';

describe('tables and fields', () => {
  test('columns are as wide as they have to be, and nothing is cut', () => {
    const rows = [
      { id: 'a', reason: 'two\nlines' },
      { id: 'long-id', reason: undefined },
    ];
    expect(
      table(
        [
          ['ID', 'id'],
          ['REASON', 'reason'],
        ],
        rows,
      ),
    ).toBe('ID       REASON\na        two lines\nlong-id');
    expect(table([['ID', 'id']], [])).toBe('None.');
  });

  test('a thing is told one field per line, with what is nested indented', () => {
    const thing = { id: 1, gone: undefined, error: { code: 'X' }, tags: ['a', 'b'], list: [{ n: 1 }] };
    expect(fields(thing)).toBe('id:    1\nerror:\n  code: X\ntags:  a, b\nlist:\n  - {"n":1}');
  });
});

describe('commands', () => {
  test('names are unique, and none hides another', () => {
    for (const command of COMMANDS) expect(findCommand(COMMANDS, command.name.split(' '))).toBe(command);
  });

  test('each says in its help what it does and takes', () => {
    for (const command of COMMANDS) {
      const help = usageOf(command);
      expect(help).toContain(command.about);
      for (const name of Object.keys(command.options ?? {})) expect(help).toContain(`--${name}`);
    }
  });

  test('options become fields of a request', () => {
    const command = findCommand(COMMANDS, ['wallets', 'list']);
    if (command === undefined) throw new Error('There is no wallets list.');
    const { input, wantsJson } = readArguments(command, ['wallets', 'list', '--min-balance', '5', '--json']);
    const whole = { ...input, services: new Services({}), environment: {} };
    expect(wantsJson).toBe(true);
    expect(given(whole, ['min-balance', 'user-id'])).toEqual({ min_balance: '5' });
  });
});

describe('addresses of services', () => {
  test('a service that is not there, or an address that is none, is wrong usage', async () => {
    expect(() => new Services({}).named('nobody')).toThrow(UsageError);
    const services = new Services({ TEMBLOR_WALLET_URL: 'wallet:3002' });
    await expect(services.call('wallet', 'GET', '/wallets')).rejects.toThrow(/TEMBLOR_WALLET_URL is "wallet:3002"/);
  });
});
