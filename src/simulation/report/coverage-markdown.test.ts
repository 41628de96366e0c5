import { expect, test } from 'vitest';
import { coverageMarkdown } from './coverage-markdown.ts';

test('each goal stands in its group with the scenarios that reach it, or with a dash', () => {
  const goals = [
    { name: 'machine A → B', group: 'machine transitions' },
    { name: 'machine B → C', group: 'machine transitions' },
    { name: 'sometimes late', group: 'sometimes' },
  ];
  const page = coverageMarkdown(goals, [
    { scenario: 'one', reached: ['machine A → B', 'sometimes late'] },
    { scenario: 'two', reached: ['machine A → B'] },
  ]);
  expect(page).toContain(
    '## machine transitions: 1 of 2\n\n| | reached by |\n| --- | --- |\n| A → B | one, two |\n| B → C | – |',
  );
  expect(page).toContain('## sometimes: 1 of 1');
});
