/** `temblor reconcile`: our charges beside those in the providers' ledgers. */
import { type Command, given } from '../command.ts';
import { fields, listIn, table } from '../output.ts';

const PATH = '/admin/reconciliation';

export const RECONCILE_COMMANDS: readonly Command[] = [
  {
    name: 'reconcile',
    about: "Compare our charges with the providers' ledgers.",
    options: {
      since: {
        value: 'INSTANT',
        about: 'Charges from then on, such as 2026-01-31T00:00:00Z; of the last day by default.',
      },
      'void-surplus': { about: 'Also give back at the provider what was charged too much.' },
    },
    async run(input) {
      const since = given(input, ['since']);
      const report = input.flag('void-surplus')
        ? await input.services.call('gateway', 'POST', `${PATH}/void-surplus`, { body: since })
        : await input.services.call('gateway', 'GET', PATH, { query: since });
      const { discrepancies: _, ...rest } = report;
      const discrepancies = listIn(report, 'discrepancies');
      const unread = listIn(report, 'unread');
      const columns = [
        ['KIND', 'kind'],
        ['PROVIDER', 'provider'],
        ['PAYMENT', 'payment_id'],
        ['CHARGE', 'charge_id'],
        ['WHAT', 'explanation'],
      ] as const;
      return {
        json: report,
        text: `${fields(rest)}\n\n${table(columns, discrepancies, 'Nothing differs.')}`,
        problems: [
          ...(discrepancies.length === 0 ? [] : [`${discrepancies.length} charges differ.`]),
          ...unread.map(
            ({ provider, reason }) => `The ledger of ${String(provider)} could not be read: ${String(reason)}`,
          ),
        ],
      };
    },
  },
];
