/**
 * The sequence diagram as inline SVG. Own and small, so that the same story gives the same bytes everywhere, without
 * a browser and without a script in the page. Colours come from the page's style, and so follow light and dark.
 */
import { duration } from './format.ts';
import { fitted, html, type Markup } from './markup.ts';
import { type Layout, layoutOf, type Row, sizes } from './sequence-layout.ts';
import type { FaultStep, MessageStep, NoteStep, Story } from './story/model.ts';

const fontPx = 12;
const arrowPx = 7;
/** A generous guess of a character's width, since nothing can be measured without a browser. */
const charPx = 6.6;
const boldCharPx = 7.3;

/** Draws a story; empty if nothing happened. */
export function sequenceSvg(story: Story): Markup {
  if (story.steps.length === 0) return html`<p>Nothing happened.</p>`;
  const layout = layoutOf(story);
  const { width, height } = layout;
  return html`<svg class="sequence" role="img" aria-label="Sequence diagram; the same in words follows below it" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
${layout.lanes.map(({ x }) => html`<line class="life" x1="${x}" y1="${sizes.head}" x2="${x}" y2="${height}"/>`)}
${layout.down.map(({ x, from, to }) => html`<rect class="down" x="${x - 6}" y="${from}" width="12" height="${Math.max(0, to - from)}" rx="6"/>`)}
${layout.rows.map((row) => drawn(row, layout))}
${layout.lanes.map(
  ({ name, x }) =>
    html`<g class="head"><rect x="${x - 64}" y="6" width="128" height="30" rx="8"/><text x="${x}" y="26" text-anchor="middle">${name}</text></g>`,
)}
</svg>`;
}

function drawn(row: Row, layout: Layout): Markup {
  const { step, y, pauseMs } = row;
  const pause =
    pauseMs === undefined
      ? undefined
      : html`<g class="pause"><line x1="${sizes.gutter}" y1="${y - 13}" x2="${layout.width}" y2="${y - 13}"/><text x="${sizes.gutter + 4}" y="${y - 17}">${duration(pauseMs)} later</text></g>`;
  const mark = step.marked
    ? html`<rect class="mark" x="2" y="${y}" width="${layout.width - 4}" height="${row.height}" rx="6"/>`
    : undefined;
  const time = html`<text class="time" x="${sizes.gutter - 10}" y="${y + row.height - 9}" text-anchor="end">${duration(step.atMs)}</text>`;
  const body =
    step.kind === 'message'
      ? message(step, row, layout)
      : step.kind === 'note'
        ? note(step, row, layout)
        : fault(step, row, layout);
  return html`${pause}${mark}${time}${body}
`;
}

function laneX(layout: Layout, name: string): number {
  return layout.lanes.find((lane) => lane.name === name)?.x ?? sizes.gutter;
}

/** One line from the sender over all receivers, an arrow head at each; a stub where nobody took it. */
function message(step: MessageStep, row: Row, layout: Layout): Markup {
  const y = row.y + row.height - 10;
  const from = laneX(layout, step.from);
  const to = step.to.filter((name) => name !== step.from).map((name) => laneX(layout, name));
  if (to.length === 0) return unheard(step, from, y, layout.width);
  const left = Math.min(from, ...to);
  const right = Math.max(from, ...to);
  // A row is alone at its height, so a label may reach over its arrow's ends; it has to stay inside of the picture.
  const label = fitted(step.label, Math.max(right - left, sizes.lane * 2) - 16, fontPx);
  const half = (label.length * charPx) / 2;
  const middle = Math.max(sizes.gutter + half, Math.min((left + right) / 2, layout.width - 6 - half));
  return html`<g class="message ${step.style}"><title>${step.label}</title><line x1="${left}" y1="${y}" x2="${right}" y2="${y}"/>${to.map((x) => head(from, x, y, step.style === 'lost'))}<text x="${middle}" y="${y - 6}" text-anchor="middle">${label}</text></g>`;
}

/** An event that no service took into its inbox: a dot on the lane of who said it. */
function unheard(step: MessageStep, x: number, y: number, width: number): Markup {
  const label = fitted(step.label, Math.min(sizes.lane * 2, width - x - 16), fontPx);
  return html`<g class="message ${step.style}"><title>${step.label}</title><circle cx="${x}" cy="${y - 4}" r="3.5"/><text class="aside" x="${x + 9}" y="${y}">${label}</text></g>`;
}

function head(from: number, to: number, y: number, lost: boolean): Markup {
  const back = from < to ? -arrowPx : arrowPx;
  if (!lost) return html`<path d="M${to} ${y}l${back} ${-arrowPx / 2}v${arrowPx}z"/>`;
  const middle = (from + to) / 2;
  return html`<path class="cross" d="M${middle - 5} ${y - 5}l10 10m0 -10l-10 10"/>`;
}

function note(step: NoteStep, row: Row, layout: Layout): Markup {
  const x = laneX(layout, step.over);
  const text = fitted(step.text, sizes.lane * 1.5, fontPx - 1);
  const width = text.length * charPx + 18;
  return html`<g class="note ${step.tone}"><title>${step.text}</title><rect x="${x - width / 2}" y="${row.y + 3}" width="${width}" height="${row.height - 5}" rx="10"/><text x="${x}" y="${row.y + row.height - 8}" text-anchor="middle">${text}</text></g>`;
}

function fault(step: FaultStep, row: Row, layout: Layout): Markup {
  const middle = row.y + row.height / 2;
  const text = fitted(`⚡ ${step.text}`, layout.width - sizes.gutter - 40, fontPx);
  const width = text.length * boldCharPx + 24;
  const centre = step.over.length === 1 ? laneX(layout, step.over[0] ?? '') : layout.width / 2;
  const x = Math.max(sizes.gutter, Math.min(centre - width / 2, layout.width - width - 4));
  return html`<g class="fault"><title>${step.text}</title><line x1="${sizes.gutter}" y1="${middle}" x2="${layout.width}" y2="${middle}"/><rect x="${x}" y="${middle - 11}" width="${width}" height="22" rx="11"/><text x="${x + 12}" y="${middle + 4}">${text}</text></g>`;
}
