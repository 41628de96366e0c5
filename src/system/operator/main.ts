/**
 * The operators' command line: `npx temblor COMMAND`, see `temblor --help`. It asks the services over HTTP, with the rights of the key that it
 * is given; only what prepares the database goes there itself.
 */
import { ConfigurationError } from '../environment.ts';
import { asError } from '../platform/errors.ts';
import { findCommand, readArguments } from './arguments.ts';
import { type Command, UsageError } from './command.ts';
import { COMMANDS } from './commands/index.ts';
import { Services } from './services.ts';
import { usage, usageOf } from './usage.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/** Runs what was typed; returns the exit code. */
async function run(words: readonly string[]): Promise<number> {
  if (words.length === 0 || words[0] === 'help' || words[0] === '--help' || words[0] === '-h') {
    console.log(usage(COMMANDS));
    return words.length === 0 ? EXIT_USAGE : 0;
  }
  const command = findCommand(COMMANDS, words);
  if (command === undefined) return unknown(words);
  try {
    const { wantsHelp, wantsJson, input } = readArguments(command, words);
    if (wantsHelp) {
      console.log(usageOf(command));
      return 0;
    }
    const environment = process.env;
    const output = await command.run({ ...input, services: new Services(environment), environment });
    console.log(wantsJson ? JSON.stringify(output.json, null, 2) : output.text);
    for (const problem of output.problems ?? []) console.error(`temblor: ${problem}`);
    return (output.problems ?? []).length === 0 ? 0 : EXIT_FAILED;
  } catch (error) {
    return failed(command, error);
  }
}

function failed(command: Command, error: unknown): number {
  console.error(`temblor: ${asError(error).message}`);
  if (error instanceof ConfigurationError) return EXIT_USAGE;
  if (!(error instanceof UsageError)) return EXIT_FAILED;
  console.error(`Try: temblor ${command.name} --help`);
  return EXIT_USAGE;
}

function unknown(words: readonly string[]): number {
  const family = COMMANDS.filter(({ name }) => name.startsWith(`${words[0]} `));
  if (family.length > 0) {
    const isHelp = words.includes('--help') || words.includes('-h');
    (isHelp ? console.log : console.error)(usage(family));
    return isHelp ? 0 : EXIT_USAGE;
  }
  console.error(`temblor: there is no command "${words[0]}". Try: temblor --help`);
  return EXIT_USAGE;
}

process.exitCode = await run(process.argv.slice(2));
