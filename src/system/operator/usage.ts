/** The help texts. */
import type { Command } from './command.ts';

const ENVIRONMENT = `Environment:
  TEMBLOR_API_KEY            an operator's key (temblor api-keys create); not needed where API_AUTH=off
  TEMBLOR_PAYMENT_URL, …     where the services are, by default http://HTTP_HOST:PORT as they are configured themselves
  DATABASE_URL               for migrate, api-keys and partitions, which go to the database

Ends with 0 when it is done, with 1 when it could not be done, and with 2 when it was asked for in a wrong way.`;

/** Help about everything. */
export function usage(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => synopsis(command).length));
  const lines = commands.map((command) => `  ${synopsis(command).padEnd(width)}  ${command.about}`);
  return `Usage: temblor COMMAND [--json] [--help]\n\n${lines.join('\n')}\n\n${ENVIRONMENT}`;
}

/** Help about one command. */
export function usageOf(command: Command): string {
  const options = Object.entries(command.options ?? {}).map(([name, spec]): [string, string] => [
    spec.value === undefined ? `--${name}` : `--${name} ${spec.value}`,
    spec.required === true ? `${spec.about} Required.` : spec.about,
  ]);
  const all = [...options, ['--json', 'Print JSON instead of text.'] as const, ['--help', 'Print this.'] as const];
  const width = Math.max(...all.map(([name]) => name.length));
  const lines = all.map(([name, about]) => `  ${name.padEnd(width)}  ${about}`);
  return `Usage: temblor ${synopsis(command)} [options]\n\n${command.about}\n\n${lines.join('\n')}`;
}

function synopsis({ name, arguments: names = [] }: Command): string {
  return [name, ...names].join(' ');
}
