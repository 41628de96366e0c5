import { describe, expect, test } from 'vitest';
import { type CliOptions, parseOptions } from '../../src/simulation/cli/options.ts';
import { at, document, documents, fields, list } from './documents.ts';
import { manifestProblems } from './schema.ts';

const JOB = 'deploy/simulation/job.yaml';
const NIGHTLY = '.github/workflows/nightly.yml';

/** The options of each `npm run simulate` in a script, as the command line reads them; what the shell works out is a number. */
function commandsIn(script: string): readonly CliOptions[] {
  const lines = script.replaceAll('\\\n', ' ').replaceAll(/\$\(\(.*?\)\)/g, '1');
  return [...lines.matchAll(/simulate -- ([^;|\n]*)/g)].map(([, args = '']) => {
    const words = args.trim().replaceAll('"$SHARD"', '1/8').replaceAll(/["]/g, '').split(/\s+/);
    return parseOptions(words, ['random']);
  });
}

describe('the Job of a campaign', () => {
  const [claim = {}, job = {}] = documents(JOB);
  const script = String(at(job, 'spec', 'template', 'spec', 'containers', 0, 'command', 2));

  test.each([
    ['claim', claim],
    ['job', job],
  ])('its %s matches the schema of the API', (_, manifest) => {
    expect(manifestProblems(manifest)).toEqual([]);
  });

  test('has as many indexes as its command has shards, and each writes a file of its own', () => {
    const [command] = commandsIn(script);
    expect(at(job, 'spec', 'completionMode')).toBe('Indexed');
    expect(command?.shard).toEqual({ index: 1, of: at(job, 'spec', 'completions') });
    expect(script).toContain('--shard $((JOB_COMPLETION_INDEX + 1))/');
    expect(command?.json).toBe('/results/shard-$JOB_COMPLETION_INDEX.json');
  });
});

describe('the nightly workflow', () => {
  const workflow = document(NIGHTLY);
  const jobs = fields(workflow['jobs']);
  const scripts = Object.values(jobs).flatMap((job) =>
    list(fields(job)['steps']).flatMap((step) => {
      const { run } = fields(step);
      return typeof run === 'string' ? [run] : [];
    }),
  );
  const commands = scripts.flatMap(commandsIn);

  test('gives commands that the command line understands', () => {
    expect(commands.map(({ command, exhaustive }) => [command, exhaustive])).toEqual([
      ['simulate', false],
      ['simulate', true],
      ['merge', false],
    ]);
  });

  test('runs every shard of as many as there are', () => {
    const shards = list(at(jobs, 'simulate', 'strategy', 'matrix', 'shard'));
    expect(shards).toEqual(Array.from({ length: shards.length }, (_, index) => index + 1));
    const text = JSON.stringify(jobs['simulate']);
    expect(text.match(/matrix\.shard \}\}\/(\d+)/g)).toEqual(Array(2).fill(`matrix.shard }}/${shards.length}`));
  });
});
