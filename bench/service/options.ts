/** What `npm run bench:service` was asked for. */
import { parseArgs } from 'node:util';
import { BROKERS, type BrokerChoice } from './stage.ts';

export const HELP = `npm run bench:service -- [--clients 1,8,32,128] [--wallets uniform,hot] [--latency 0,50] [--seconds 10] [--quick]
                         [--broker own] [--stored-events 10000,1000000] [--base-port 23000] [--json FILE] [--profile DIR] [--help]

How many payments a second the services carry on this machine: each a process of its own, as shipped, against a Postgres that flushes
each commit to disk. Clients pay and wait for the outcome, each one payment after the other. Beside it, in the same run, the floor: the least
that a database has to do for a payment.

  --clients N,…        how many clients pay at a time; default 1,8,32,128
  --wallets NAME,…     uniform: out of 256 wallets; hot: all out of one wallet; default both
  --latency MS,…       how long a provider takes for a call; default 0,50
  --seconds N          length of each measurement, after a warm-up of 3 seconds; default 10
  --quick              a short look: --clients 1,32 --wallets uniform --latency 0 --seconds 3
  --broker NAME        own: the project's own broker on TCP (default); kafka: Apache Kafka, for which this machine needs Java 17 or newer
  --stored-events N,…  instead: the work per payment, with so many payment events in the store
  --base-port N        as for npm run dev; default 23000
  --json FILE          writes the results for programs
  --profile DIR        leaves a CPU profile of each process there
  --help               this text

Exit codes: 0 measured, 1 a payment failed or the money does not add up, 2 wrong usage or environment.`;

export const WALLET_CHOICES = ['uniform', 'hot'] as const;
export type WalletChoice = (typeof WALLET_CHOICES)[number];

export interface BenchOptions {
  readonly clients: readonly number[];
  readonly wallets: readonly WalletChoice[];
  /** Milliseconds. */
  readonly latencies: readonly number[];
  readonly seconds: number;
  /** Numbers of stored events to compare; empty for the closed loop. */
  readonly storedEvents: readonly number[];
  readonly broker: BrokerChoice;
  readonly basePort: number;
  readonly json: string | undefined;
  readonly profile: string | undefined;
  readonly help: boolean;
}

/** What was asked for can't be done; the message says what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws UsageError */
export function readOptions(args: readonly string[]): BenchOptions {
  const values = parsed(args);
  const quick = values.quick;
  return {
    clients: wholeNumbers('--clients', values.clients ?? (quick ? '1,32' : '1,8,32,128'), 1, 1_000),
    wallets: walletChoices(values.wallets ?? (quick ? 'uniform' : 'uniform,hot')),
    latencies: wholeNumbers('--latency', values.latency ?? (quick ? '0' : '0,50'), 0, 60_000),
    seconds: wholeNumber('--seconds', values.seconds ?? (quick ? '3' : '10'), 1, 3_600),
    storedEvents:
      values['stored-events'] === undefined
        ? []
        : wholeNumbers('--stored-events', values['stored-events'], 1_000, 100_000_000),
    broker: brokerChoice(values.broker),
    basePort: wholeNumber('--base-port', values['base-port'], 1_024, 65_000),
    json: values.json,
    profile: values.profile,
    help: values.help,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        clients: { type: 'string' },
        wallets: { type: 'string' },
        latency: { type: 'string' },
        seconds: { type: 'string' },
        broker: { type: 'string', default: 'own' },
        'stored-events': { type: 'string' },
        'base-port': { type: 'string', default: '23000' },
        json: { type: 'string' },
        profile: { type: 'string' },
        quick: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(
      `${error instanceof Error ? error.message : String(error)} See npm run bench:service -- --help.`,
    );
  }
}

function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new UsageError(`${name} has "${text}". Give whole numbers from ${min} to ${max}.`);
}

function wholeNumbers(name: string, text: string, min: number, max: number): readonly number[] {
  return text.split(',').map((part) => wholeNumber(name, part.trim(), min, max));
}

function walletChoices(text: string): readonly WalletChoice[] {
  return text.split(',').map((part) => {
    const choice = WALLET_CHOICES.find((one) => one === part.trim());
    if (choice === undefined)
      throw new UsageError(`--wallets has "${part}". Choices are ${WALLET_CHOICES.join(', ')}.`);
    return choice;
  });
}

function brokerChoice(text: string): BrokerChoice {
  const choice = BROKERS.find((one) => one === text);
  if (choice === undefined) throw new UsageError(`--broker is "${text}". Choices are ${BROKERS.join(', ')}.`);
  return choice;
}
