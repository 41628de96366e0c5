import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { totalsOf } from '../campaign/totals.ts';
import { openRuns } from './campaign-report.ts';
import { duration, money, ordinal } from './format.ts';
import { indexPage } from './index-page.ts';
import { runMarkdown } from './markdown.ts';
import { ReportDirectory } from './report-directory.ts';
import { runPage } from './run-page.ts';
import { storyInWords } from './run-report.ts';
import { sequenceMermaid } from './sequence-mermaid.ts';
import type { Story } from './story/model.ts';
import { sampleOutcome, sampleReport } from './testing/sample-report.ts';

describe('the story of a run', () => {
  const { story, names } = sampleReport();

  test('has the participants in the order of the flow', () => {
    expect(story.participants).toEqual(['client', 'payment', 'saga', 'wallet', 'gateway', 'stripe']);
  });

  test('gives short names in the order of the workload', () => {
    expect(names.payments.map(({ name, walletName }) => [name, walletName])).toEqual([
      ['P1', 'W1'],
      ['P2', 'W1'],
    ]);
  });

  test('sends a message to those in whose inbox it was found, and to nobody else', () => {
    const words = storyInWords(story);
    expect(words).toContain('payment → saga, wallet: PaymentCompleted P1 · 800.00 EUR');
    expect(words).toContain('saga says SagaStarted P1');
  });

  test('tells of the last poll only, and how many there were', () => {
    const words = storyInWords(story).filter((line) => line.includes('GET /payments/P1'));
    expect(words).toEqual(['client → payment: GET /payments/P1 (asked 7 times)']);
  });

  test('shows an answer that never came', () => {
    const lost = story.steps.filter((step) => step.kind === 'message' && step.style === 'lost');
    expect(lost.map((step) => step.kind === 'message' && step.label)).toEqual([
      'no answer, but it took effect',
      'no answer: ECONNRESET',
    ]);
  });

  test('marks the observation that is the witness, and no other', () => {
    const marked = story.steps.filter((step) => step.marked);
    expect(marked).toMatchObject([{ kind: 'note', over: 'wallet', text: 'W1 −400.00 EUR, 1400.00 EUR locked' }]);
  });

  test('runs forward in time', () => {
    const times = story.steps.map(({ atMs }) => atMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test('ends at the limit and says how much there was', () => {
    const short = sampleReport(10);
    expect(short.story.steps).toHaveLength(10);
    expect(short.story.total).toBe(story.steps.length);
    expect(runPage(short)).toContain(`The first 10 of ${story.total} steps`);
    expect(runMarkdown(short)).toContain(`${story.total - 10} further steps are left out`);
  });
});

describe('the page of a run', () => {
  const text = runPage(sampleReport(), 'index.html');

  test('asks nothing of anybody: no script, no style sheet, no picture, no font from elsewhere', () => {
    expect(text).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|src=/);
    expect(text).not.toMatch(/https?:\/\//);
  });

  test('escapes what came out of the run', () => {
    expect(text).toContain('wallet W1 had -40000 &lt;available&gt;');
    expect(text).not.toContain('<available>');
  });

  test('closes every element that it opens', () => {
    const open: string[] = [];
    for (const [, slash, name = '', rest = ''] of text.matchAll(/<(\/?)([a-z][a-z0-9]*)([^>]*)>/g)) {
      if (rest.endsWith('/') || name === 'meta') continue;
      if (slash === '/') expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
  });

  test('has a verdict, the replay command, the hash, both diagrams and what strikes', () => {
    expect(text).toContain('✗ never-negative violated');
    expect(text).toContain('? everything-finishes inconclusive');
    expect(text).toContain('npm run simulate -- --replay x');
    expect(text).toContain('0f3a9c');
    expect(text).toContain('<svg class="sequence" role="img" aria-label=');
    expect(text).toContain('<svg class="timeline" role="img" aria-label=');
    expect(text).toContain('wallet-2 crashes at the 2nd postgres.commit.done of wallet-2, is back after 500 ms');
  });
});

describe('the Markdown of a run', () => {
  const text = runMarkdown(sampleReport());

  test('holds no hash, no token of a packer, and no path, so that it is the same everywhere', () => {
    expect(text).not.toContain('0f3a9c');
    expect(text).not.toContain(process.cwd());
    expect(text).toBe(runMarkdown(sampleReport()));
  });

  test('has the diagram as Mermaid, with faults and witness marked', () => {
    expect(text).toContain('```mermaid\nsequenceDiagram\n  participant client\n');
    expect(text).toContain('  payment-)saga: PaymentInitiated P1 · 800.00 EUR');
    expect(text).toContain('Note over client,stripe: ⚡ wallet-2 crashes');
    expect(text).toContain('Note over wallet: ❗ W1 −400.00 EUR');
    expect(text).toContain('Note over client,stripe: 29.52 s later');
  });

  test('lists every state of a payment with its time', () => {
    expect(text).toContain('| 30.118 s | P1 | COMPLETED |');
  });
});

test('Mermaid statements survive what could end them', () => {
  const story: Story = {
    participants: ['client', 'a-b'],
    steps: [
      { kind: 'message', atMs: 0, from: 'client', to: ['a-b'], label: 'x; y #1\nz', style: 'request', marked: false },
    ],
    total: 1,
  };
  expect(sequenceMermaid(story).split('\n').slice(2)).toEqual(['  participant a_b', '  client->>a_b: x, y #35;1 z']);
});

test('the summary page links the pages and names what does not hold', () => {
  const text = indexPage({
    totals: totalsOf([sampleOutcome]),
    open: openRuns([sampleOutcome]),
    failures: [],
    explored: [],
    pages: [{ file: 'failure-1.html', title: 'a failure', verdict: 'violated', why: 'smallest' }],
    elapsedMs: 1_000,
    workers: 2,
    interrupted: false,
    claims: new Map([['never-negative', 'No wallet is ever negative.']]),
  });
  expect(text).toContain('<a href="failure-1.html">a failure</a>');
  expect(text).toContain('payment 1 in 1 run');
  expect(text).toContain('provider timeout-lands');
});

test('numbers are written for people', () => {
  expect(money(80_000, 'EUR')).toBe('800.00 EUR');
  expect(money(-5, 'EUR')).toBe('−0.05 EUR');
  expect(money(80_000, 'JPY')).toBe('80000 JPY');
  expect([0, 12.34, 1_204, 60_000, 303_000].map(duration)).toEqual([
    '0 ms',
    '12.3 ms',
    '1.204 s',
    '1 min',
    '5 min 3 s',
  ]);
  expect([1, 2, 3, 4, 11, 12, 21, 112].map(ordinal)).toEqual([
    '1st',
    '2nd',
    '3rd',
    '4th',
    '11th',
    '12th',
    '21st',
    '112th',
  ]);
});

describe('the directory of the reports', () => {
  const before = process.cwd();
  const directory = mkdtempSync(join(tmpdir(), 'temblor-report-'));
  afterEach(() => {
    process.chdir(before);
    rmSync(directory, { recursive: true, force: true });
  });

  test('is fresh if nobody named it; of the older ones ten stay, and what is not ours stays untouched', () => {
    mkdirSync(directory, { recursive: true });
    process.chdir(directory);
    for (let day = 10; day < 25; day += 1) mkdirSync(`reports/runs/2026-01-${day}T10-00-00-1`, { recursive: true });
    writeFileSync('reports/runs/notes', 'mine');
    const reports = ReportDirectory.open();
    const { path } = reports;
    expect(readdirSync('reports/runs')).not.toContain(path.split('/').at(-1));
    reports.write('index.html', 'x');
    const names = readdirSync('reports/runs');
    expect(names).toContain(path.split('/').at(-1));
    expect(names.filter((name) => name.startsWith('2026-01'))).toHaveLength(10);
    expect(names).toContain('notes');
  });
});
