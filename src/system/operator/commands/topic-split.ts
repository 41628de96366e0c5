/** `temblor topic-split …` */
import { argument, type Command, given, type Output } from '../command.ts';
import { type Fields, fields, listIn, table } from '../output.ts';

const PATH = '/admin/topic-split';

function shown(split: Fields): Output {
  const { consumers: _, ...rest } = split;
  const columns = [
    ['CONSUMER', 'consumer'],
    ['READS', 'source'],
    ['SINCE', 'since'],
    ['DRAINED', 'drained_partitions'],
    ['OF', 'of_partitions'],
  ] as const;
  return { json: split, text: `${fields(rest)}\n\n${table(columns, listIn(split, 'consumers'), 'No consumers.')}` };
}

export const TOPIC_SPLIT_COMMANDS: readonly Command[] = [
  {
    name: 'topic-split status',
    about: 'Show how far the split of the payment events is, and what is next.',
    run: async ({ services }) => shown(await services.call('payment', 'GET', PATH)),
  },
  {
    name: 'topic-split advance',
    about: 'Go on to the next mode: dual (both topics are written) or split (only the new ones).',
    arguments: ['MODE'],
    run: async (input) =>
      shown(await input.services.call('payment', 'POST', `${PATH}/advance`, { body: { to: argument(input, 0) } })),
  },
  {
    name: 'topic-split move',
    about: 'Have a consumer read from the new topics, once it has read the old one up to the markers.',
    arguments: ['CONSUMER'],
    options: { source: { value: 'SOURCE', about: 'split (by default), or legacy to go back while both are written.' } },
    run: async (input) => {
      const body = { source: 'split', ...given(input, ['source']) };
      const path = `${PATH}/consumers/${encodeURIComponent(argument(input, 0))}`;
      return shown(await input.services.call('payment', 'POST', path, { body }));
    },
  },
];
