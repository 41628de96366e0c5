/** What `npm run generate` does, with its output and exit code, so that it can be tested without a process. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { GeneratedFiles } from './generate.ts';
import { generate, SpecificationError } from './generate.ts';
import { formatFinding } from './lint/finding.ts';
import type { Difference } from './output.ts';
import { differences, update } from './output.ts';
import { SpecSyntaxError } from './specs/tree.ts';

const USAGE = `npm run generate [-- --check]

Lints specs/ and writes generated/ from it: types, validators, arbitraries, topics and diagrams.
  --check   write nothing; exit 1 and list what is stale, missing or foreign
  --help    this text`;

/** Exit code, and the lines for stdout (0) or stderr (otherwise). 1: errors in the specifications or stale files, 2: wrong usage. */
export interface CommandResult {
  readonly exitCode: 0 | 1 | 2;
  readonly lines: readonly string[];
}

/** Runs the command in the project at `root`. */
export async function generateCommand(args: readonly string[], root: string): Promise<CommandResult> {
  const options = readOptions(args);
  if (options === undefined) return { exitCode: 2, lines: [`Unknown arguments: ${args.join(' ')}`, USAGE] };
  if (options.help) return { exitCode: 0, lines: [USAGE] };
  const files = await generateOrExplain(root);
  if ('exitCode' in files) return files;
  const output = join(root, 'generated');
  if (options.check) return report(differences(output, files), files.size);
  const changes = update(output, files);
  return {
    exitCode: 0,
    lines: [...changes.map(describeChange), `${files.size} files generated, ${changes.length} changed.`],
  };
}

function readOptions(args: readonly string[]): { check: boolean; help: boolean } | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { check: { type: 'boolean' }, help: { type: 'boolean' } },
    });
    return { check: values.check === true, help: values.help === true };
  } catch {
    return undefined;
  }
}

async function generateOrExplain(root: string): Promise<GeneratedFiles | CommandResult> {
  try {
    return await generate(join(root, 'specs'), root);
  } catch (error) {
    if (error instanceof SpecSyntaxError) return { exitCode: 1, lines: [`specs/${error.message}`] };
    if (!(error instanceof SpecificationError)) throw error;
    return {
      exitCode: 1,
      lines: [
        ...error.findings.map((found) => formatFinding(found, 'specs')),
        `${error.message}; nothing was generated.`,
      ],
    };
  }
}

function report(found: readonly Difference[], count: number): CommandResult {
  if (found.length === 0) return { exitCode: 0, lines: [`All ${count} generated files are up to date.`] };
  return {
    exitCode: 1,
    lines: [
      ...found.map(({ kind, file }) => `${kind}: generated/${file}`),
      'Run `npm run generate` and commit the result.',
    ],
  };
}

function describeChange({ kind, file }: Difference): string {
  const verb = { stale: 'updated', missing: 'created', foreign: 'removed' }[kind];
  return `${verb} generated/${file}`;
}
