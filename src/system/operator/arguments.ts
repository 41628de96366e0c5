/** From what was typed to a command and its input. */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { type Command, type Input, UsageError } from './command.ts';

/** What was typed. */
export interface Typed {
  readonly command: Command;
  readonly wantsHelp: boolean;
  readonly wantsJson: boolean;
  readonly input: Pick<Input, 'args' | 'option' | 'flag'>;
}

/** The command that the words begin with; undefined when there is none. */
export function findCommand(commands: readonly Command[], words: readonly string[]): Command | undefined {
  return commands
    .filter(({ name }) => name.split(' ').every((word, index) => words[index] === word))
    .toSorted((a, b) => b.name.length - a.name.length)[0];
}

/**
 * Reads the words after the name of a command.
 *
 * @throws UsageError for what does not fit it.
 */
export function readArguments(command: Command, words: readonly string[]): Typed {
  const { values, positionals } = parse(command, words.slice(command.name.split(' ').length));
  const wantsHelp = values['help'] === true;
  const typed = {
    command,
    wantsHelp,
    wantsJson: values['json'] === true,
    input: {
      args: positionals,
      option: (name: string) => textOf(values[name]),
      flag: (name: string) => values[name] === true,
    },
  };
  if (!wantsHelp) check(command, typed.input);
  return typed;
}

function parse(command: Command, words: readonly string[]) {
  const options: ParseArgsOptionsConfig = { help: { type: 'boolean', short: 'h' }, json: { type: 'boolean' } };
  for (const [name, { value }] of Object.entries(command.options ?? {})) {
    options[name] = { type: value === undefined ? 'boolean' : 'string' };
  }
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function check({ arguments: names = [], options = {} }: Command, input: Typed['input']): void {
  const required = names.filter((name) => !name.startsWith('['));
  const missing = required[input.args.length];
  if (missing !== undefined) throw new UsageError(`${missing} is missing.`);
  const surplus = input.args[names.length];
  if (surplus !== undefined) throw new UsageError(`"${surplus}" is one argument too many.`);
  for (const [name, { required: isRequired }] of Object.entries(options)) {
    if (isRequired === true && input.option(name) === undefined) throw new UsageError(`--${name} is missing.`);
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
