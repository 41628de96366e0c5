/** The frame of every page, and the small parts that pages share. */
import { html, Markup } from './markup.ts';
import { pageStyle } from './page-style.ts';

/** A complete HTML document without any request to elsewhere. */
export function page(title: string, body: Markup): string {
  return `${
    html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Temblor</title>
<style>${new Markup(pageStyle)}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>`.text
  }\n`;
}

const verdicts = {
  holds: { word: 'holds', tone: 'good', sign: '✓' },
  violated: { word: 'violated', tone: 'bad', sign: '✗' },
  inconclusive: { word: 'inconclusive', tone: 'wait', sign: '?' },
} as const;

/** Word, colour and sign of a verdict; the sign tells them apart without colours. */
export function verdictLook(kind: keyof typeof verdicts): (typeof verdicts)[keyof typeof verdicts] {
  return verdicts[kind];
}

export function badge(kind: keyof typeof verdicts): Markup {
  const { word, tone, sign } = verdicts[kind];
  return html`<span class="badge ${tone}">${sign} ${word}</span>`;
}

/** Something wide that scrolls by itself, reachable with the keyboard. */
export function scrolling(label: string, content: Markup): Markup {
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">${content}</div>`;
}

/** A table; cells that are numbers are set to the right. */
export function table(heads: readonly string[], rows: readonly (readonly (string | number | Markup)[])[]): Markup {
  const numeric = heads.map((_, column) => rows.every((row) => typeof row[column] === 'number'));
  const kind = (column: number): Markup =>
    new Markup(numeric[column] === true && rows.length > 0 ? ' class="number"' : '');
  return html`<table><thead><tr>${heads.map((head, column) => html`<th scope="col"${kind(column)}>${head}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell, column) => html`<td${kind(column)}>${cell}</td>`)}</tr>`)}</tbody></table>`;
}

/** Name and value pairs that are seen first. */
export function facts(entries: readonly (readonly [string, string])[]): Markup {
  return html`<dl class="facts">${entries.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

export function items(entries: readonly (string | Markup)[], otherwise: string): Markup {
  if (entries.length === 0) return html`<p class="soft">${otherwise}</p>`;
  return html`<ul>${entries.map((entry) => html`<li>${entry}</li>`)}</ul>`;
}
