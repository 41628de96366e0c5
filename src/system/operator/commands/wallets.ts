/** `temblor wallets …` */
import { argument, type Command, given } from '../command.ts';
import { listIn } from '../output.ts';
import { listCommand, PAGE_OPTIONS, page, queryOf, showing } from './shared.ts';

function freezing(verb: 'freeze' | 'unfreeze', about: string): Command {
  return {
    name: `wallets ${verb}`,
    about,
    arguments: ['WALLET'],
    options: { reason: { value: 'TEXT', about: 'Why; it is kept.', required: true } },
    async run(input) {
      const path = `/wallets/${encodeURIComponent(argument(input, 0))}/${verb}`;
      return showing(await input.services.call('wallet', 'POST', path, { body: given(input, ['reason']) }));
    },
  };
}

export const WALLET_COMMANDS: readonly Command[] = [
  listCommand({
    name: 'wallets list',
    about: 'List wallets.',
    service: 'wallet',
    path: '/wallets',
    field: 'wallets',
    columns: [
      ['WALLET', 'wallet_id'],
      ['USER', 'user_id'],
      ['AVAILABLE', 'available'],
      ['LOCKED', 'locked'],
      ['BALANCE', 'balance'],
      ['CURRENCY', 'currency'],
      ['FROZEN', 'frozen'],
    ],
    filters: {
      'user-id': { value: 'USER', about: 'Only those of this user.' },
      'min-balance': { value: 'NUMBER', about: 'Only those with at least this balance, in minor units.' },
      currency: { value: 'CODE', about: 'Only those in this currency.' },
    },
  }),
  {
    name: 'wallets show',
    about: 'Show a wallet, now or as it was.',
    arguments: ['WALLET'],
    options: {
      at: { value: 'INSTANT', about: 'As it was then, such as 2026-01-31T12:00:00Z, or after so many events.' },
    },
    async run(input) {
      const path = `/wallets/${encodeURIComponent(argument(input, 0))}`;
      return showing(await input.services.call('wallet', 'GET', path, { query: given(input, ['at']) }));
    },
  },
  {
    name: 'wallets history',
    about: 'List what happened to a wallet.',
    arguments: ['WALLET'],
    options: PAGE_OPTIONS,
    async run(input) {
      const path = `/wallets/${encodeURIComponent(argument(input, 0))}/history`;
      const answer = await input.services.call('wallet', 'GET', path, { query: queryOf(input, []) });
      const columns = [
        ['VERSION', 'version'],
        ['WHEN', 'occurred_at'],
        ['EVENT', 'event_type'],
        ['DATA', 'data'],
      ] as const;
      return { json: answer, text: page(columns, listIn(answer, 'events'), answer) };
    },
  },
  freezing('freeze', 'Freeze a wallet: nothing can be deducted from it.'),
  freezing('unfreeze', 'Let a frozen wallet pay again.'),
];
