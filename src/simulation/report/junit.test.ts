import { expect, test } from 'vitest';
import { totalsOf } from '../campaign/totals.ts';
import { type CampaignReport, openRuns } from './campaign-report.ts';
import { junitText } from './junit.ts';
import { sampleOutcome } from './testing/sample-report.ts';

const report: CampaignReport = {
  totals: totalsOf([sampleOutcome]),
  open: openRuns([sampleOutcome]),
  failures: [
    { properties: ['never-negative'], text: '✗ "a" < b & c\u0007', command: 'npm run simulate -- --replay x' },
  ],
  explored: [],
  elapsedMs: 1_500,
  workers: 2,
  interrupted: false,
};

test('a violation is a failure with its command, what is inconclusive is an error, and the rest passes', () => {
  const [scenario = ''] = Object.keys(report.totals.scenarios);
  const lines = junitText(report).split('\n');
  expect(lines.slice(0, 2)).toEqual([
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="temblor" tests="4" failures="2" errors="1" time="1.500">',
  ]);
  expect(lines).toContain('  <testsuite name="properties" tests="3" failures="1" errors="1">');
  expect(lines).toContain('    <testcase classname="properties" name="money-conserved"/>');
  const failed = lines.indexOf('    <testcase classname="properties" name="never-negative">');
  expect(lines.slice(failed + 1, failed + 3)).toEqual([
    '      <failure message="violated in 1 run">✗ &quot;a&quot; &lt; b &amp; c\ufffd',
    'npm run simulate -- --replay x',
  ]);
  const undecided = lines.indexOf('    <testcase classname="properties" name="everything-finishes">');
  expect(lines[undecided + 1]).toMatch(/<error message="inconclusive in 1 run">/);
  expect(lines).toContain(`    <testcase classname="scenarios" name="${scenario}: 1 run">`);
});
