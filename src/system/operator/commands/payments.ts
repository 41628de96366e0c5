/** `temblor payments …` */
import { randomUUID } from 'node:crypto';
import { argument, type Command, given, wholeNumber } from '../command.ts';
import { listIn, table } from '../output.ts';
import { listCommand, showing } from './shared.ts';

export const PAYMENT_COMMANDS: readonly Command[] = [
  listCommand({
    name: 'payments list',
    about: 'List payments.',
    service: 'payment',
    path: '/payments',
    field: 'payments',
    columns: [
      ['PAYMENT', 'payment_id'],
      ['STATUS', 'status'],
      ['AMOUNT', 'amount'],
      ['CURRENCY', 'currency'],
      ['METHOD', 'method'],
      ['USER', 'user_id'],
      ['MERCHANT', 'merchant_id'],
      ['CREATED', 'created_at'],
    ],
    filters: {
      status: { value: 'STATUS', about: 'Only those in this state, such as PENDING_REVIEW.' },
      'user-id': { value: 'USER', about: 'Only those of this user.' },
      'merchant-id': { value: 'MERCHANT', about: 'Only those to this merchant.' },
      'wallet-id': { value: 'WALLET', about: 'Only those from this wallet.' },
    },
  }),
  {
    name: 'payments show',
    about: 'Show a payment with its refunds.',
    arguments: ['PAYMENT'],
    async run(input) {
      const path = `/payments/${encodeURIComponent(argument(input, 0))}`;
      const payment = await input.services.call('payment', 'GET', path);
      const { refunds } = await input.services.call('payment', 'GET', `${path}/refunds`);
      return showing({ ...payment, ...(Array.isArray(refunds) && refunds.length > 0 ? { refunds } : {}) });
    },
  },
  {
    name: 'payments cancel',
    about: 'Ask for a payment to be cancelled; possible until the provider was asked to confirm it.',
    arguments: ['PAYMENT'],
    options: { reason: { value: 'TEXT', about: 'Why; it is kept.' } },
    async run(input) {
      const id = argument(input, 0);
      const body = given(input, ['reason']);
      return showing(
        await input.services.call('payment', 'POST', `/payments/${encodeURIComponent(id)}/cancel`, { body }),
      );
    },
  },
  {
    name: 'payments refund',
    about: 'Give a completed payment back, in part or as a whole.',
    arguments: ['PAYMENT'],
    options: {
      reason: { value: 'TEXT', about: 'Why; the owner sees it.', required: true },
      amount: { value: 'NUMBER', about: 'In minor units; what is left of the payment by default.' },
      key: {
        value: 'KEY',
        about: 'Idempotency key: repeat the command with the same one when its outcome is not known.',
      },
    },
    async run(input) {
      const amount = wholeNumber(input, 'amount');
      const path = `/payments/${encodeURIComponent(argument(input, 0))}/refunds`;
      const body = { reason: input.option('reason'), ...(amount === undefined ? {} : { amount }) };
      const idempotencyKey = input.option('key') ?? `temblor-${randomUUID()}`;
      return showing(await input.services.call('payment', 'POST', path, { body, idempotencyKey }));
    },
  },
  {
    name: 'payments refunds',
    about: 'List the refunds of a payment.',
    arguments: ['PAYMENT'],
    async run(input) {
      const path = `/payments/${encodeURIComponent(argument(input, 0))}/refunds`;
      const answer = await input.services.call('payment', 'GET', path);
      const columns = [
        ['REFUND', 'refund_id'],
        ['STATUS', 'status'],
        ['AMOUNT', 'amount'],
        ['CURRENCY', 'currency'],
        ['REASON', 'reason'],
      ] as const;
      return { json: answer, text: table(columns, listIn(answer, 'refunds')) };
    },
  },
];
