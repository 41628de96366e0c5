/** `temblor errors …` */
import { argument, type Command, given } from '../command.ts';
import { listIn, table } from '../output.ts';
import { askEach, PAGE_OPTIONS, queryOf, SERVICE_OPTION, showing, whoKnows } from './shared.ts';

const COLUMNS = [
  ['SERVICE', 'service'],
  ['ERROR', 'error_id'],
  ['KIND', 'kind'],
  ['WHEN', 'occurred_at'],
  ['ABOUT', 'aggregate_id'],
  ['REASON', 'reason'],
] as const;

export const ERROR_COMMANDS: readonly Command[] = [
  {
    name: 'errors list',
    about: 'List what a person has to look at, the oldest first.',
    options: {
      service: SERVICE_OPTION,
      state: { value: 'STATE', about: 'open (by default), resolved or any.' },
      kind: { value: 'KIND', about: 'Only errors of this kind, such as dead-letter.' },
      'aggregate-id': { value: 'ID', about: 'Only errors about this payment or wallet.' },
      ...PAGE_OPTIONS,
    },
    async run(input) {
      const query = queryOf(input, ['state', 'kind', 'aggregate-id']);
      const { answers, problems } = await askEach(input, (services, service) =>
        services.call(service, 'GET', '/admin/errors', { query }),
      );
      const rows = answers.flatMap(({ service, answer }) =>
        listIn(answer, 'errors').map((error) => ({ service, ...error })),
      );
      return { json: { errors: rows }, text: table(COLUMNS, rows), problems };
    },
  },
  {
    name: 'errors show',
    about: 'Show an error with its details.',
    arguments: ['ERROR'],
    options: { service: SERVICE_OPTION },
    async run(input) {
      const { service, answer } = await whoKnows(input, `/admin/errors/${encodeURIComponent(argument(input, 0))}`);
      return showing({ service, ...answer });
    },
  },
  {
    name: 'errors resolve',
    about: 'Note that an error was looked after.',
    arguments: ['ERROR'],
    options: { resolution: { value: 'TEXT', about: 'What was done.', required: true }, service: SERVICE_OPTION },
    async run(input) {
      const path = `/admin/errors/${encodeURIComponent(argument(input, 0))}`;
      const { service } = await whoKnows(input, path);
      const body = given(input, ['resolution']);
      return showing({ service, ...(await input.services.call(service, 'POST', `${path}/resolve`, { body })) });
    },
  },
];
