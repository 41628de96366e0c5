/** Draws the states of payments as bars and the balances of wallets as steps, one above the other. */
import { duration, money } from './format.ts';
import { fitted, html, type Markup } from './markup.ts';
import type { PaymentRow, Timeline, WalletRow } from './timeline.ts';

const width = 1120;
const left = 60;
const right = 24;
const barRow = 34;
const chartRow = 96;
const chartHeight = 66;

/** How a state is coloured; the words in and under the bars say the same. */
export function toneOf(state: string): 'good' | 'bad' | 'wait' | 'plain' {
  if (state === 'COMPLETED') return 'good';
  if (state === 'FAILED' || state === 'CANCELLED') return 'bad';
  return state === 'PENDING_REVIEW' || state.startsWith('GATEWAY_') ? 'wait' : 'plain';
}

/** Empty if there were neither payments nor wallets. */
export function timelineSvg(timeline: Timeline): Markup {
  const { payments, wallets } = timeline;
  const rows = payments.length * barRow + wallets.length * chartRow;
  if (rows === 0) return html`<p>There were no payments and no wallets.</p>`;
  const height = rows + 40;
  const x = (atMs: number): number => Math.round((left + timeline.place(atMs) * (width - left - right)) * 10) / 10;
  return html`<svg class="timeline" role="img" aria-label="States of payments and balances of wallets over time; tables follow below" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
${timeline.ticksMs.map((atMs) => html`<g class="tick"><line x1="${x(atMs)}" y1="6" x2="${x(atMs)}" y2="${rows + 12}"/><text x="${x(atMs)}" y="${rows + 28}" text-anchor="middle">${duration(atMs)}</text></g>`)}
${payments.map((row, index) => bar(row, 8 + index * barRow, x))}
${wallets.map((row, index) => chart(row, 12 + payments.length * barRow + index * chartRow, x))}
${timeline.faultsMs.map((atMs) => html`<g class="strike"><line x1="${x(atMs)}" y1="6" x2="${x(atMs)}" y2="${rows + 12}"/><text x="${x(atMs)}" y="${rows + 10}" text-anchor="middle">⚡</text></g>`)}
</svg>`;
}

function bar({ name, spans }: PaymentRow, y: number, x: (atMs: number) => number): Markup {
  return html`<g><text class="name" x="${left - 12}" y="${y + 18}" text-anchor="end">${name}</text>${spans.map(
    ({ fromMs, toMs, state }) => {
      const [from, to] = [x(fromMs), x(toMs)];
      const wide = Math.max(to - from, 5);
      const label = wide > 34 ? fitted(state, wide - 8, 11) : '';
      return html`<g class="span ${toneOf(state)}"><title>${state} from ${duration(fromMs)}</title><rect x="${from}" y="${y}" width="${wide - 1}" height="26" rx="4"/><text x="${from + 6}" y="${y + 17}">${label}</text></g>`;
    },
  )}</g>`;
}

function chart({ name, points, currency }: WalletRow, top: number, x: (atMs: number) => number): Markup {
  const high = Math.max(1, ...points.map(({ available, locked }) => Math.max(available, available + locked)));
  const low = Math.min(0, ...points.map(({ available }) => available));
  const y = (amount: number): number =>
    Math.round((top + chartHeight - ((amount - low) / (high - low)) * chartHeight) * 10) / 10;
  const boxes = points.map((point, index) => {
    const from = x(point.atMs);
    const wide = x(points[index + 1]?.atMs ?? Number.POSITIVE_INFINITY) - from;
    const total = point.available + point.locked;
    return html`${box('available', from, wide, y(0), y(point.available))}${box('locked', from, wide, y(point.available), y(total))}`;
  });
  const last = points.at(-1);
  const now =
    last === undefined
      ? ''
      : `${money(last.available, currency)} available, ${money(last.locked, currency)} locked at the end`;
  return html`<g class="wallet"><title>${name}: ${now}</title><text class="name" x="${left - 12}" y="${top + 14}" text-anchor="end">${name}</text>
${boxes}
<line class="zero" x1="${left}" y1="${y(0)}" x2="${width - right}" y2="${y(0)}"/><text class="scale" x="${left - 12}" y="${top + 30}" text-anchor="end">${fitted(money(high, currency).replace(/ .*/, ''), left - 8, 11)}</text></g>`;
}

function box(kind: string, x: number, wide: number, y1: number, y2: number): Markup {
  return html`<rect class="${kind}" x="${x}" y="${Math.min(y1, y2)}" width="${wide.toFixed(1)}" height="${Math.abs(y1 - y2).toFixed(1)}"/>`;
}
