import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../src/system/platform/telemetry/catalogue.ts';
import { at, document, type Fields, fields, list, ROOT, read } from './documents.ts';

const RULES = 'deploy/prometheus/alerts.yaml';
const rules: readonly Fields[] = list(at(document(RULES), 'groups')).flatMap((group) =>
  list(at(group, 'rules')).map(fields),
);
const parsed: unknown = JSON.parse(read('deploy/grafana/dashboards/temblor.json'));
const panels: readonly Fields[] = list(at(parsed, 'panels')).map(fields);
const adapter = document('deploy/prometheus/adapter.yaml');
const recorded = rules.flatMap(({ record }) => (typeof record === 'string' ? [record] : []));

const expressions: readonly string[] = [
  ...rules.map(({ expr }) => String(expr)),
  ...panels.flatMap(({ targets }) => list(targets).map((target) => String(at(target, 'expr')))),
  ...list(at(adapter, 'rules', 'external')).map((rule) =>
    String(at(rule, 'metricsQuery')).replaceAll(/<<\.LabelMatchers>>/g, ''),
  ),
];

const labelsOf = new Map<string, readonly string[]>(
  Object.entries(CATALOGUE).map(([name, { labels }]) => [name, labels]),
);
for (const [name, { kind, labels }] of Object.entries(CATALOGUE)) {
  if (kind !== 'histogram') continue;
  labelsOf.set(`${name}_bucket`, [...labels, 'le']);
  for (const part of ['_sum', '_count']) labelsOf.set(name + part, labels);
}
for (const name of recorded) labelsOf.set(name, []);
labelsOf.set('up', []);

/** What Prometheus adds, and what all metrics have. */
const COMMON = ['service', 'job', 'instance'];
const KEYWORDS = /^(by|ignoring|on|without|and|or|unless|bool|offset|group_left|group_right|inf|nan)$/i;

/** The metrics of an expression, with the labels by which each is selected. */
function metricsOf(expression: string): readonly { readonly name: string; readonly labels: readonly string[] }[] {
  const bare = expression.replaceAll(/\b(by|ignoring|on|without)\s*\([^)]*\)/g, ' ').replaceAll(/\[[^\]]*\]/g, ' ');
  const names = [...bare.matchAll(/(?<![\w:"])([a-zA-Z_:][\w:]*)\s*(\{[^}]*\})?(\s*\()?/g)];
  return names.flatMap(([, name = '', selector = '', call]) => {
    if (call !== undefined || KEYWORDS.test(name) || insideSelector(bare, name)) return [];
    return [{ name, labels: [...selector.matchAll(/(\w+)\s*[=!]/g)].map(([, label = '']) => label) }];
  });
}

/** Labels within braces look like metrics; none of ours has the name of one. */
function insideSelector(expression: string, name: string): boolean {
  return new RegExp(`\\{[^}]*\\b${name}\\b[^}]*\\}`).test(expression);
}

function groupingsOf(expression: string): readonly string[] {
  return [...expression.matchAll(/\bby\s*\(([^)]*)\)/g)].flatMap(([, names = '']) =>
    names.split(',').map((one) => one.trim()),
  );
}

describe('alert rules, dashboard and adapter', () => {
  test('there is something to check', () => {
    expect(expressions.length).toBeGreaterThan(50);
    expect(metricsOf('sum by (le) (rate(a_bucket{b="c"}[5m])) / ignoring (x) d_e > 1 and up == 0')).toEqual([
      { name: 'a_bucket', labels: ['b'] },
      { name: 'd_e', labels: [] },
      { name: 'up', labels: [] },
    ]);
  });

  test.each(expressions)('%s asks for metrics and labels that exist', (expression) => {
    const metrics = metricsOf(expression);
    expect(metrics.length).toBeGreaterThan(0);
    const available = [...COMMON];
    for (const { name, labels } of metrics) {
      const has = labelsOf.get(name);
      expect(has, `${name} is in the catalogue`).toBeDefined();
      for (const label of labels) expect([...(has ?? []), ...COMMON], `labels of ${name}`).toContain(label);
      available.push(...(has ?? []));
    }
    for (const label of groupingsOf(expression)) expect(available).toContain(label);
  });

  test('the alerts of the requirements are there, with their thresholds', () => {
    const expressionOf = (alert: string) => String(rules.find((rule) => rule['alert'] === alert)?.['expr']);
    expect(expressionOf('PaymentSuccessLow')).toContain('< 0.99');
    expect(expressionOf('DeadLettersWaiting')).toContain('>= 1000');
    expect(expressionOf('CompensationHigh')).toContain('>= 0.05');
    expect(expressionOf('PaymentLatencyHigh')).toMatch(/quantile\(0\.99.*> 1$/);
    expect(expressionOf('ConsumerLagHigh')).toContain('> 10000');
    expect(expressionOf('DatabaseConnectionsHigh')).toContain('> 0.9');
    expect(expressionOf('MemoryHigh')).toContain('> 0.85');
    expect(expressionOf('RecoverySlow')).toContain('> 300');
    expect(expressionOf('InconsistenciesDetected')).toContain('inconsistencies_detected_total');
    expect(expressionOf('SagasStuck')).toContain('> 0');
  });

  test('every alert says how urgent it is, what is the case and what to do', () => {
    for (const rule of rules.filter(({ alert }) => alert !== undefined)) {
      expect(at(rule, 'labels', 'severity')).toMatch(/^(warning|critical)$/);
      expect(at(rule, 'annotations', 'summary')).toEqual(expect.any(String));
      expect(at(rule, 'annotations', 'action')).toEqual(expect.any(String));
    }
  });

  const promtool = spawnSync('promtool', ['--version']).status === 0;
  test.runIf(promtool)('promtool agrees, and the rules do what their tests say', () => {
    for (const args of [
      ['check', 'rules', 'alerts.yaml'],
      ['test', 'rules', 'alerts.test.yaml'],
      ['check', 'config', '--syntax-only', 'prometheus.yml'],
    ]) {
      const { status, stdout, stderr } = spawnSync('promtool', args, {
        cwd: join(ROOT, 'deploy/prometheus'),
        encoding: 'utf8',
      });
      expect(status, `${stdout}${stderr}`).toBe(0);
    }
  });

  test('the routes of Alertmanager lead to receivers: PagerDuty, Slack and mail', () => {
    const config = document('deploy/alertmanager/alertmanager.yml');
    const receivers = list(config['receivers']).map((receiver) => at(receiver, 'name'));
    const routes = [config['route'], ...list(at(config, 'route', 'routes'))].map((route) => at(route, 'receiver'));
    expect(new Set(receivers)).toEqual(new Set(['pagerduty', 'slack', 'mail']));
    expect(new Set(routes)).toEqual(new Set(receivers));
    const keys = list(config['receivers']).flatMap((receiver) => Object.keys(fields(receiver)));
    expect(keys).toEqual(expect.arrayContaining(['pagerduty_configs', 'slack_configs', 'email_configs']));
  });

  test('the panels of the dashboard do not overlap', () => {
    const cells = panels.flatMap(({ gridPos }) => {
      const [x, y, w, h] = ['x', 'y', 'w', 'h'].map((key) => Number(at(gridPos, key)));
      const wide = Array.from({ length: w ?? 0 }, (_, dx) => (x ?? 0) + dx);
      return wide.flatMap((cx) => Array.from({ length: h ?? 0 }, (_, dy) => `${cx},${(y ?? 0) + dy}`));
    });
    expect(new Set(cells).size).toBe(cells.length);
  });
});
