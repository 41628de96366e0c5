/** `temblor dead-letters …` */
import { argument, type Command, given, type Input, type OptionSpec, type Output, UsageError } from '../command.ts';
import { listIn, table } from '../output.ts';
import { askEach, PAGE_OPTIONS, queryOf, SERVICE_OPTION, showing, whoKnows } from './shared.ts';

const FILTERS: Readonly<Record<string, OptionSpec>> = {
  topic: { value: 'TOPIC', about: 'Only those from this topic.' },
  'event-type': { value: 'TYPE', about: 'Only messages of this type.' },
  cause: { value: 'CAUSE', about: 'Only unreadable, temporary or failed ones.' },
  key: { value: 'KEY', about: 'Only those with this key.' },
};

const COLUMNS = [
  ['SERVICE', 'service'],
  ['DEAD LETTER', 'dead_letter_id'],
  ['TYPE', 'event_type'],
  ['TOPIC', 'topic'],
  ['CAUSE', 'cause'],
  ['TRIES', 'attempts'],
  ['FIRST FAILED', 'first_failed_at'],
  ['NEXT TRY', 'next_redrive_at'],
  ['REASON', 'reason'],
] as const;

async function list(input: Input): Promise<Output> {
  if (input.option('cursor') !== undefined && input.option('service') === undefined) {
    throw new UsageError('--cursor goes on in the list of one service; name it with --service.');
  }
  const query = queryOf(input, [...Object.keys(FILTERS), 'state']);
  const { answers, problems } = await askEach(input, (services, service) =>
    services.call(service, 'GET', '/admin/dead-letters', { query }),
  );
  const rows = answers.flatMap(({ service, answer }) =>
    listIn(answer, 'dead_letters').map((letter) => ({ service, ...letter })),
  );
  const more = answers.flatMap(({ service, answer }) =>
    typeof answer['next_cursor'] === 'string'
      ? [`\nThere are more: --service ${service} --cursor ${answer['next_cursor']}`]
      : [],
  );
  return { json: { dead_letters: rows }, text: [table(COLUMNS, rows), ...more].join('\n'), problems };
}

async function redriveOne(input: Input, id: string): Promise<Output> {
  const path = `/admin/dead-letters/${encodeURIComponent(id)}`;
  const { service } = await whoKnows(input, path);
  return showing({ service, ...(await input.services.call(service, 'POST', `${path}/redrive`)) });
}

async function redriveAll(input: Input): Promise<Output> {
  const query = { ...given(input, [...Object.keys(FILTERS), 'limit']) };
  const { answers, problems } = await askEach(input, (services, service) =>
    services.call(service, 'POST', '/admin/dead-letters/redrive', { query }),
  );
  const rows = answers.flatMap(({ service, answer }) => listIn(answer, 'results').map((one) => ({ service, ...one })));
  const columns = [
    ['SERVICE', 'service'],
    ['DEAD LETTER', 'dead_letter_id'],
    ['OUTCOME', 'outcome'],
    ['REASON', 'reason'],
  ] as const;
  const failed = answers.reduce((sum, { answer }) => sum + Number(answer['failed'] ?? 0), 0);
  return {
    json: { results: rows },
    text: table(columns, rows, 'No dead letters wait.'),
    problems: failed === 0 ? problems : [...problems, `${failed} failed again; temblor dead-letters show tells why.`],
  };
}

export const DEAD_LETTER_COMMANDS: readonly Command[] = [
  {
    name: 'dead-letters list',
    about: 'List messages that could not be handled, the oldest first.',
    options: {
      service: SERVICE_OPTION,
      state: { value: 'STATE', about: 'waiting (by default), redriven, discarded or any.' },
      ...FILTERS,
      ...PAGE_OPTIONS,
    },
    run: list,
  },
  {
    name: 'dead-letters show',
    about: 'Show a dead letter with its message and its errors.',
    arguments: ['DEAD_LETTER'],
    options: { service: SERVICE_OPTION },
    async run(input) {
      const path = `/admin/dead-letters/${encodeURIComponent(argument(input, 0))}`;
      const { service, answer } = await whoKnows(input, path);
      return showing({ service, ...answer });
    },
  },
  {
    name: 'dead-letters redrive',
    about: 'Handle a dead letter once more, or with --all every one that waits.',
    arguments: ['[DEAD_LETTER]'],
    options: {
      all: { about: 'All that wait, narrowed by the other options; a key stops at its first failure.' },
      service: SERVICE_OPTION,
      ...FILTERS,
      limit: { value: 'NUMBER', about: 'With --all: most letters per service, 200 by default.' },
    },
    run(input) {
      const [id] = input.args;
      if ((id === undefined) !== input.flag('all')) {
        throw new UsageError('Name one dead letter, or write --all.');
      }
      return id === undefined ? redriveAll(input) : redriveOne(input, id);
    },
  },
  {
    name: 'dead-letters discard',
    about: 'Give a dead letter up: it is kept, but waits no longer.',
    arguments: ['DEAD_LETTER'],
    options: { reason: { value: 'TEXT', about: 'Why; it is kept.', required: true }, service: SERVICE_OPTION },
    async run(input) {
      const path = `/admin/dead-letters/${encodeURIComponent(argument(input, 0))}`;
      const { service } = await whoKnows(input, path);
      const body = given(input, ['reason']);
      return showing({ service, ...(await input.services.call(service, 'POST', `${path}/discard`, { body })) });
    },
  },
];
