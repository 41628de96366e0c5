/** `temblor recovery …`, `temblor read-models …`: the way back after a failure, replay, rebuilding, and the past. */
import { argument, type Command, given } from '../command.ts';
import { type Fields, listIn, table } from '../output.ts';
import { ServiceError } from '../services.ts';
import { askEach, SERVICE_OPTION, showing, whoKnows } from './shared.ts';

/** A service without an event store has no such path. */
function hasNone(error: unknown): Fields {
  if (error instanceof ServiceError && error.status === 404) return { read_models: [] };
  throw error;
}

const options = { service: SERVICE_OPTION };

export const RECOVERY_COMMANDS: readonly Command[] = [
  {
    name: 'system status',
    about: 'Show how far the whole system is on its way back, as the recovery service sees it.',
    run: async ({ services }) => showing(await services.call('recovery', 'GET', '/admin/system')),
  },
  {
    name: 'system recover',
    about: 'Bring the whole system back in order: replay, check, resume what was under way.',
    run: async ({ services }) => showing(await services.call('recovery', 'POST', '/admin/system/recover')),
  },
  {
    name: 'recovery status',
    about: 'Show how each service came back after its last start.',
    options,
    async run(input) {
      const { answers, problems } = await askEach(input, (services, name) =>
        services.call(name, 'GET', '/admin/recovery'),
      );
      const rows = answers.map(({ answer }) => answer);
      return { json: { services: rows }, text: rows.map((row) => showing(row).text).join('\n\n'), problems };
    },
  },
  {
    name: 'replay',
    about: 'Read stored events again and put right what differs from them in the read models.',
    options: { ...options, full: { about: 'From the first event on, instead of from the last checkpoint.' } },
    async run(input) {
      const body = { mode: input.flag('full') ? 'full' : 'incremental' };
      const { answers, problems } = await askEach(input, (services, name) =>
        services.call(name, 'POST', '/admin/recovery', { body }),
      );
      const rows = answers.map(({ answer }) => answer);
      return { json: { services: rows }, text: rows.map((row) => showing(row).text).join('\n\n'), problems };
    },
  },
  {
    name: 'read-models list',
    about: 'List the read models that can be rebuilt.',
    options,
    async run(input) {
      const { answers, problems } = await askEach(input, async (services, name) =>
        services.call(name, 'GET', '/admin/read-models').catch(hasNone),
      );
      const rows = answers.flatMap(({ service, answer }) => {
        const names: readonly unknown[] = Array.isArray(answer['read_models']) ? answer['read_models'] : [];
        return names.map((read_model) => ({ service, read_model }));
      });
      const columns = [
        ['SERVICE', 'service'],
        ['READ MODEL', 'read_model'],
      ] as const;
      return { json: { read_models: rows }, text: table(columns, rows), problems };
    },
  },
  {
    name: 'rebuild',
    about: 'Build a read model again from the stored events, while the service runs.',
    arguments: ['READ_MODEL'],
    options: { service: { ...SERVICE_OPTION, required: true, about: 'The service whose it is.' } },
    async run(input) {
      const [service] = input.services.named(input.option('service'));
      const path = `/admin/read-models/${encodeURIComponent(argument(input, 0))}/rebuild`;
      const answer = await input.services.call(service ?? 'payment', 'POST', path);
      const columns = [
        ['ID', 'id'],
        ['FIELD', 'field'],
        ['EXPECTED', 'expected'],
        ['WAS', 'actual'],
      ] as const;
      const { corrected: _, ...rest } = answer;
      const text = `${showing(rest).text}\n\n${table(columns, listIn(answer, 'corrected'), 'Nothing differed.')}`;
      return { json: answer, text };
    },
  },
  {
    name: 'read-models show',
    about: 'Show what the stored events say of a thing, now or in the past.',
    arguments: ['READ_MODEL', 'ID'],
    options: {
      at: { value: 'INSTANT', about: 'As it was then, such as 2026-01-31T12:00:00Z.' },
      sequence: { value: 'NUMBER', about: 'As it was after the stored event with this number.' },
      ...options,
    },
    async run(input) {
      const query = new URLSearchParams(given(input, ['at', 'sequence'])).toString();
      const [model, id] = [argument(input, 0), argument(input, 1)].map(encodeURIComponent);
      const { service, answer } = await whoKnows(
        input,
        `/admin/read-models/${model}/${id}${query === '' ? '' : `?${query}`}`,
      );
      return showing({ service, ...answer });
    },
  },
];
