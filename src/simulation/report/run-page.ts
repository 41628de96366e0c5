/** The page about one run: what was promised, what happened, what was asked, and how to see it again. */
import type { Judgement } from '../campaign/engine.ts';
import { describeFault } from './describe.ts';
import { duration, jsonLine } from './format.ts';
import { html, type Markup } from './markup.ts';
import { badge, facts, items, page, scrolling, table, verdictLook } from './page.ts';
import { type RunReport, storyInWords } from './run-report.ts';
import { sequenceSvg } from './sequence-svg.ts';
import { timelineSvg, toneOf } from './timeline-svg.ts';

/** @param up Link to the summary page, if there is one. */
export function runPage(report: RunReport, up?: string): string {
  const { outcome, title, claim } = report;
  const crumb = up === undefined ? undefined : html`<p class="crumb"><a href="${up}">← all runs</a></p>`;
  return page(
    title,
    html`<header>${crumb}<h1>${title} ${badge(outcome.verdict)}</h1><p class="soft">${claim}</p></header>
${headFacts(report)}
${verdictSection(report)}
<h2>What was asked, and what came of it</h2>
${asked(report)}
<h2>What went wrong on purpose</h2>
${faults(report)}
${otherwiseSection(report)}
<h2>What happened</h2>
${sequence(report)}
<h2>Payments and wallets over time</h2>
${timeline(report)}
<h2>At the providers</h2>
${charges(report)}
<h2>The same run again</h2>
<pre class="command">${report.replay}</pre>
<p class="soft">The same hash means the same bytes, statements, results and timers in the same order: <code>${outcome.traceHash}</code></p>`,
  );
}

function headFacts({ outcome }: RunReport): Markup {
  const { payments, virtualMs, events, statements, faults, counters } = outcome;
  return facts([
    ['payments', String(payments)],
    ['faults that struck', String(faults.length)],
    ['simulated time', duration(virtualMs)],
    ['events', String(events)],
    ['statements', String(statements)],
    ...Object.entries(counters)
      .filter(([, count]) => count > 0)
      .map(([name, count]): readonly [string, string] => [words(name), String(count)]),
  ]);
}

/** `lock waits` for `lockWaits`. */
function words(name: string): string {
  return name.replaceAll(/([A-Z])/g, ' $1').toLowerCase();
}

function verdictSection({ judgements, names }: RunReport): Markup {
  const wrong = judgements.filter(({ verdict }) => verdict.kind !== 'holds');
  const right = judgements.filter(({ verdict }) => verdict.kind === 'holds');
  return html`<h2>What must hold</h2>
${wrong.map((judgement) => wrongCard(judgement, (text) => names.within(text)))}
${right.length === 0 ? undefined : html`<div class="card"><ul class="plain">${right.map(({ property, claim }) => html`<li class="good"><span class="sign" aria-hidden="true">✓</span><strong>${property}</strong> ${claim}</li>`)}</ul></div>`}`;
}

function wrongCard({ property, claim, verdict }: Judgement, within: (text: string) => string): Markup {
  if (verdict.kind === 'holds') return html``;
  const { tone, sign, word } = verdictLook(verdict.kind);
  const said = verdict.kind === 'violated' ? verdict.message : verdict.reason;
  const witness = verdict.kind === 'violated' ? verdict.witness : [];
  return html`<div class="card ${tone}"><h3>${sign} ${property} ${word}</h3><p>${within(said)}</p><p class="soft">${claim}</p>
${witness.length === 0 ? undefined : html`<details open><summary>Witness: the smallest set of observations that proves it</summary><pre>${witness.map((one) => `${within(jsonLine(one, 2_000))}\n`)}</pre></details>`}</div>`;
}

function asked({ wallets, requests, payments }: RunReport): Markup {
  const rows = payments.map(({ name, asked: what, state, error, states }) => [
    name,
    what,
    html`<span class="badge ${toneOf(state)}">${state}</span>`,
    error ?? '',
    states.map((one) => `${one.state} ${duration(one.atMs)}`).join(' → '),
  ]);
  return html`<p>${wallets.join('; ')}</p>
<details><summary>Requests, in the order in which they were planned: ${requests.length}</summary>${items(requests, 'none')}</details>
${rows.length === 0 ? html`<p class="soft">No payment came to exist.</p>` : scrolling('Payments', table(['payment', 'asked', 'state at the end', 'error', 'states'], rows))}`;
}

function faults({ history, planned, names }: RunReport): Markup {
  const struck = history.faults.map(
    ({ atMs, fault, hit }) =>
      html`${duration(atMs)}: ${describeFault(fault)} <span class="soft">(hit ${names.within(hit)})</span>`,
  );
  const silent = planned.length - history.faults.length;
  const rest =
    silent <= 0
      ? ''
      : `${silent} of the ${planned.length} planned faults never met the place where they were to strike.`;
  const died = history.failures.map(
    ({ atMs, process, error }) => `${duration(atMs)}: ${process} died by itself: ${error.split('\n')[0] ?? ''}`,
  );
  return html`${items([...struck, ...died], 'Nothing.')}<p class="soft">${rest}</p>`;
}

function otherwiseSection({ otherwise }: RunReport): Markup | undefined {
  if (otherwise.length === 0) return undefined;
  return html`<h2>What would have happened otherwise</h2>
<p class="soft">The same run, with the same seed, without one of its parts.</p>
${items(otherwise, '')}`;
}

function sequence({ story }: RunReport): Markup {
  const { steps, total } = story;
  const left = steps.length === total ? '' : `The first ${steps.length} of ${total} steps; the rest is left out.`;
  return html`<p class="key"><span style="--swatch:var(--plain)">HTTP</span><span style="--swatch:var(--accent)">event on Kafka</span><span style="--swatch:var(--command)">command on Kafka</span><span style="--swatch:var(--bad)">fault, lost answer</span><span class="block" style="--swatch:var(--mark)">part of a witness</span></p>
${scrolling('Sequence diagram', sequenceSvg(story))}
<p class="soft">${left}</p>
<details><summary>The same in words</summary><ol>${storyInWords(story).map((line, index) => html`<li>${duration(steps[index]?.atMs ?? 0)} · ${line}</li>`)}</ol></details>`;
}

function timeline({ timeline: drawn, history, names }: RunReport): Markup {
  const rows = history.balances.map(({ atMs, walletId, available, locked, process }) => [
    duration(atMs),
    names.of(walletId),
    available,
    locked,
    available + locked,
    process,
  ]);
  return html`${scrolling('Timeline', timelineSvg(drawn))}
<p class="key"><span class="block" style="--swatch:var(--accent)">available</span><span class="block" style="--swatch:var(--wait)">locked</span>The axis of time is compressed: long waits are drawn short.</p>
<details><summary>Balances after each commit that changed one, in minor units: ${history.balances.length}</summary>${scrolling('Balances', table(['time', 'wallet', 'available', 'locked', 'balance', 'by'], rows))}</details>`;
}

function charges({ charges: all, history }: RunReport): Markup {
  if (all.length === 0)
    return html`<p class="soft">No provider was asked for anything. ${history.calls.length} calls.</p>`;
  return scrolling(
    'Charges',
    table(
      ['provider', 'payment', 'amount', 'state'],
      all.map((one) => [one.provider, one.payment, one.sum, one.state]),
    ),
  );
}
