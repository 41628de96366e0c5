/** Building HTML and SVG text: everything that is put in is escaped unless it is markup already. */

/** Text that is markup and not to be escaped again. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toString(): string {
    return this.text;
  }
}

type Part = Markup | string | number | undefined | readonly Part[];

/** Tagged template: strings that are put in are escaped, lists are joined, `undefined` is nothing. */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const text = literals.map((literal, index) => literal + rendered(parts[index])).join('');
  return new Markup(text);
}

function rendered(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'string') return escaped(part);
  if (typeof part === 'number') return String(part);
  return part.map(rendered).join('');
}

/** For element content and for attribute values in double quotes. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** Cuts a text to about the given width, at roughly six tenths of the font size per character. */
export function fitted(text: string, widthPx: number, fontPx: number): string {
  const room = Math.max(1, Math.floor(widthPx / (fontPx * 0.56)));
  return text.length <= room ? text : `${text.slice(0, Math.max(1, room - 1))}…`;
}
