/** `temblor outbox …` */
import type { Command } from '../command.ts';
import { listIn, table } from '../output.ts';
import { askEach, SERVICE_OPTION } from './shared.ts';

const options = { service: SERVICE_OPTION };
const STATE = [
  ['SERVICE', 'service'],
  ['PENDING', 'pending'],
  ['LAG MS', 'lag_ms'],
] as const;

export const OUTBOX_COMMANDS: readonly Command[] = [
  {
    name: 'outbox pending',
    about: 'Show which messages wait to be published, by topic and type.',
    options,
    async run(input) {
      const { answers, problems } = await askEach(input, (services, name) =>
        services.call(name, 'GET', '/admin/outbox'),
      );
      const rows = answers.flatMap(({ service, answer }) =>
        listIn(answer, 'by_type').map((one) => ({ service, ...one })),
      );
      const columns = [
        ['SERVICE', 'service'],
        ['TOPIC', 'topic'],
        ['TYPE', 'event_type'],
        ['PENDING', 'pending'],
        ['OLDEST', 'oldest_created_at'],
      ] as const;
      return { json: { pending: rows }, text: table(columns, rows, 'Everything is published.'), problems };
    },
  },
  {
    name: 'outbox lag',
    about: 'Show how long the oldest message of each service has waited, and how long publishing takes.',
    options,
    async run(input) {
      const { answers, problems } = await askEach(input, async (services, name) => ({
        ...(await services.call(name, 'GET', '/admin/outbox')),
        latency: (await services.call(name, 'GET', '/admin/outbox/latency'))['by_type'],
      }));
      const lags = answers.map(({ service, answer }) => ({ service, ...answer }));
      const latencies = answers.flatMap(({ service, answer }) =>
        listIn(answer, 'latency').map((one) => ({ service, ...one })),
      );
      const columns = [
        ['SERVICE', 'service'],
        ['TOPIC', 'topic'],
        ['TYPE', 'event_type'],
        ['PUBLISHED', 'published'],
        ['AVERAGE MS', 'average_ms'],
        ['LONGEST MS', 'longest_ms'],
      ] as const;
      const text = `${table(STATE, lags)}\n\n${table(columns, latencies, 'Nothing was published yet.')}`;
      return { json: { lags, latencies }, text, problems };
    },
  },
  {
    name: 'outbox retry',
    about: 'Have the pending messages published now instead of at the next turn.',
    options,
    async run(input) {
      const { answers, problems } = await askEach(input, (services, name) =>
        services.call(name, 'POST', '/admin/outbox/retry'),
      );
      const rows = answers.map(({ service, answer }) => ({ service, ...answer }));
      return { json: { services: rows }, text: table(STATE, rows), problems };
    },
  },
];
