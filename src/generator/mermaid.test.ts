/** Every generated diagram is Mermaid, and the check notices what is not. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkMermaid, mermaidBlocks } from './mermaid.ts';

const directory = join(import.meta.dirname, '../../generated/diagrams');
const names = readdirSync(directory).filter((name) => name.endsWith('.mmd'));

describe('checkMermaid', () => {
  test.each(names)('accepts %s', async (name) => {
    const type = name.startsWith('sequence') ? 'sequence' : name.startsWith('states') ? 'stateDiagram' : 'flowchart-v2';
    expect(await checkMermaid(readFileSync(join(directory, name), 'utf8'))).toEqual({ ok: true, diagramType: type });
  });

  test.each([
    ['an open bracket', 'flowchart LR\n  a["x" --> b\n', 'Parse error on line'],
    ['an arrow to nowhere', 'sequenceDiagram\n  a->>: hello\n', 'Parse error on line 2'],
    ['a state without a target', 'stateDiagram-v2\n  A -->\n', 'Parse error on line'],
    ['an unknown kind of diagram', 'flowdiagram LR\n  a --> b\n', 'No diagram type detected'],
  ])('refuses %s', async (_, text, error) => {
    const result = await checkMermaid(text);
    expect(result).toMatchObject({ ok: false, error: expect.stringContaining(error) });
  });

  test('the page shows every diagram, and nothing else', () => {
    const blocks = mermaidBlocks(readFileSync(join(directory, 'index.md'), 'utf8')).map(({ text }) => text);
    expect(blocks.toSorted()).toEqual(names.map((name) => readFileSync(join(directory, name), 'utf8')).toSorted());
  });
});

describe('the committed scenario reports', () => {
  const reports = join(import.meta.dirname, '../../reports/scenarios');
  const ofAll = 'coverage.md';
  test.each(readdirSync(reports).filter((name) => name.endsWith('.md') && name !== ofAll))(
    '%s shows a sequence diagram',
    async (name) => {
      const blocks = mermaidBlocks(readFileSync(join(reports, name), 'utf8'));
      const checks = await Promise.all(blocks.map(({ text }) => checkMermaid(text)));
      expect(checks).toContainEqual({ ok: true, diagramType: 'sequence' });
      expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    },
  );
});

describe('mermaidBlocks', () => {
  test('finds the fenced blocks of a page with their lines', () => {
    const page = '# A\n\n```mermaid\nflowchart LR\n  a --> b\n```\n\n```ts\nlet x;\n```\n\n```mermaid\nx\n```\n';
    expect(mermaidBlocks(page)).toEqual([
      { line: 4, text: 'flowchart LR\n  a --> b\n' },
      { line: 13, text: 'x\n' },
    ]);
  });
});
