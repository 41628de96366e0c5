/** `npm run generate` in a copy of the project: what it writes, what --check finds, and that the committed output is current. */
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateCommand } from './command.ts';
import type { GeneratedFiles } from './generate.ts';
import { generate } from './generate.ts';
import { differences } from './output.ts';

const project = join(import.meta.dirname, '../..');
const copy = mkdtempSync(join(tmpdir(), 'temblor-generate-'));
/** Generating takes seconds, so what is compared with is generated once. */
let files: GeneratedFiles;
/** Two generations in one test, on a machine that is busy with others. */
const patienceMs = 120_000;

beforeAll(async () => {
  cpSync(join(project, 'specs'), join(copy, 'specs'), { recursive: true });
  symlinkSync(join(project, 'node_modules'), join(copy, 'node_modules'));
  files = await generate(join(copy, 'specs'), copy);
});

afterAll(() => rmSync(copy, { recursive: true }));

describe('npm run generate', () => {
  test('gives the committed files, byte for byte and wherever the project lies', () => {
    expect(differences(join(project, 'generated'), files)).toEqual([]);
    expect(
      [...files.values()].filter((text) => !text.includes('Generated from specs by npm run generate; do not edit.')),
    ).toEqual([]);
  });

  test(
    'writes what is missing, and --check is content afterwards',
    async () => {
      const before = await generateCommand(['--check'], copy);
      expect(before.exitCode).toBe(1);
      expect(before.lines).toContain('missing: generated/contracts/types.ts');
      expect((await generateCommand([], copy)).exitCode).toBe(0);
      expect((await generateCommand(['--check'], copy)).exitCode).toBe(0);
    },
    patienceMs,
  );

  test(
    '--check lists stale, missing and foreign files and changes nothing; without it they are brought in line',
    async () => {
      const generated = (name: string): string => join(copy, 'generated', name);
      appendFileSync(generated('contracts/types.ts'), '// edited\n');
      rmSync(generated('contracts/topics.ts'));
      mkdirSync(generated('old'));
      writeFileSync(generated('old/types.ts'), '');
      const check = await generateCommand(['--check'], copy);
      expect(check).toEqual({
        exitCode: 1,
        lines: [
          'missing: generated/contracts/topics.ts',
          'stale: generated/contracts/types.ts',
          'foreign: generated/old/types.ts',
          'Run `npm run generate` and commit the result.',
        ],
      });
      expect(readFileSync(generated('contracts/types.ts'), 'utf8')).toContain('// edited');
      expect((await generateCommand([], copy)).lines.at(-1)).toMatch(/3 changed/);
      expect(differences(join(copy, 'generated'), files)).toEqual([]);
    },
    patienceMs,
  );

  test('generates nothing from specifications with errors, and says where they are', async () => {
    const file = join(copy, 'specs/schemas/common.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('minLength: 1', 'minLenght: 1'));
    const wrong = await generateCommand([], copy);
    writeFileSync(file, `${text}broken: [`);
    const unreadable = await generateCommand([], copy);
    writeFileSync(file, text);
    expect(wrong.exitCode).toBe(1);
    expect(wrong.lines[0]).toMatch(/^specs\/schemas\/common\.yaml:5:\d+: unknown keyword minLenght/);
    expect(unreadable.exitCode).toBe(1);
    expect(unreadable.lines[0]).toMatch(/^specs\/schemas\/common\.yaml:\d+:\d+: no valid YAML/);
  });

  test('answers wrong usage with exit code 2 and the usage', async () => {
    const { exitCode, lines } = await generateCommand(['--chekc'], copy);
    expect(exitCode).toBe(2);
    expect(lines.join('\n')).toContain('--check');
  });
});
