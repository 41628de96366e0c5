/** What `npm run dev` was asked for. */
import { parseArgs } from 'node:util';

export const HELP = `npm run dev -- [--base-port 3000] [--latency 50] [--trial] [--help]

Runs the whole system on this machine, without Docker: Postgres, a Kafka broker, three payment providers, and all
services, each a process of its own that is started again when it ends. Ctrl-C stops everything; nothing is kept.

  --base-port N   services listen on N+1 to N+6, providers on N+11 to N+13, the broker on N+92; default 3000
  --latency MS    how long a provider takes for a call; default 50
  --trial         has customers pay while each service is killed once, checks that nothing was lost or done twice, and ends;
                  exit code 1 when something was
  --help          this text

Variables of the environment (see docs/configuration.md) reach the services, such as LOG_LEVEL=info or API_AUTH=on.`;

export interface DevOptions {
  readonly basePort: number;
  /** Milliseconds. */
  readonly latencyMs: number;
  readonly trial: boolean;
  readonly help: boolean;
}

/** What was asked for can't be done; the message says what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The highest port above the base that is used. */
const HIGHEST = 92;

/** @throws UsageError */
export function readOptions(args: readonly string[]): DevOptions {
  const values = parsed(args);
  return {
    basePort: wholeNumber('--base-port', values['base-port'], 1024, 65_535 - HIGHEST),
    latencyMs: wholeNumber('--latency', values.latency, 0, 60_000),
    trial: values.trial,
    help: values.help,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        'base-port': { type: 'string', default: '3000' },
        latency: { type: 'string', default: '50' },
        trial: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)} See npm run dev -- --help.`);
  }
}

function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new UsageError(`${name} is "${text}". Give a whole number from ${min} to ${max}.`);
}
