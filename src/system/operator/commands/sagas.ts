/** `temblor sagas …` */
import { argument, type Command, given } from '../command.ts';
import { listCommand, showing } from './shared.ts';

export const SAGA_COMMANDS: readonly Command[] = [
  listCommand({
    name: 'sagas list',
    about: 'List the sagas that are under way, or those in a state.',
    service: 'saga',
    path: '/admin/sagas',
    field: 'sagas',
    columns: [
      ['PAYMENT', 'payment_id'],
      ['STATE', 'state'],
      ['SINCE', 'state_since'],
      ['STEP', 'step'],
      ['COMPENSATING', 'compensating'],
      ['STUCK', 'stuck'],
      ['ADVICE', 'recovery_action'],
    ],
    filters: {
      state: { value: 'STATE', about: 'Only those in this state.' },
      stuck: { value: 'true', about: 'With "true" only those that are stuck.' },
      'wallet-id': { value: 'WALLET', about: 'Only those of this wallet.' },
    },
  }),
  {
    name: 'sagas show',
    about: 'Show the saga of a payment, with everything that it said.',
    arguments: ['PAYMENT'],
    async run(input) {
      return showing(
        await input.services.call('saga', 'GET', `/admin/sagas/${encodeURIComponent(argument(input, 0))}`),
      );
    },
  },
  {
    name: 'sagas recover',
    about: 'Have a saga that does not go on continue, compensate, verify or alert.',
    arguments: ['PAYMENT'],
    options: {
      action: { value: 'ACTION', about: 'continue, compensate, verify or alert; what recovery advises by default.' },
      reason: { value: 'TEXT', about: 'Why; it is kept.' },
    },
    async run(input) {
      const path = `/admin/sagas/${encodeURIComponent(argument(input, 0))}/recover`;
      return showing(await input.services.call('saga', 'POST', path, { body: given(input, ['action', 'reason']) }));
    },
  },
];
