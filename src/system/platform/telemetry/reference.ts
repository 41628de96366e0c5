/** What people read about the metrics, made of their catalogue. */
import { CATALOGUE } from './catalogue.ts';

/** The reference, in Markdown. */
export function metricsReference(): string {
  const rows = Object.entries(CATALOGUE).map(([name, { kind, labels, help }]) => {
    const shown = labels.map((label) => `\`${label}\``).join(', ');
    return `| \`${name}\` | ${kind} | ${shown} | ${help} |`;
  });
  return `# Metrics

Every service shows its metrics at \`/metrics\`, in the text format of Prometheus, without an API key; keep that path from the outside. Each metric has the label
\`service\` besides its own, and is shown by the services that feed it. What is told by all instances of a service alike, such as ratios, the lag of consumers
and what waits in an outbox, is to be read with \`max\` over the instances, not with \`sum\`.

[Alert rules](../deploy/prometheus/alerts.yaml) and a [dashboard](../deploy/grafana/dashboards/temblor.json) are made of these. This page is written from the
code by \`npm run configuration\`.

| metric | kind | labels | what it tells |
|---|---|---|---|
${rows.join('\n')}
`;
}
