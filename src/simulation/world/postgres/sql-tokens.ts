/**
 * Splits SQL into tokens, exactly as far as is needed to know which words are code: comments (nested ones too), string
 * literals of every kind and quoted identifiers are told apart from words. It does not parse.
 */

/** One token. Words are in lower case; quoted identifiers and strings carry their content, without quotes. */
export interface SqlToken {
  readonly kind: 'word' | 'quoted' | 'string' | 'body' | 'number' | 'symbol';
  readonly text: string;
}

/** In this order: at one position the first that matches counts. Sticky; group 1, where there is one, is the content. */
const RULES: readonly { kind: SqlToken['kind'] | 'skip'; pattern: RegExp }[] = [
  { kind: 'skip', pattern: /\s+/y },
  { kind: 'skip', pattern: /--[^\n]*/y },
  { kind: 'string', pattern: /e'((?:[^'\\]|\\[\s\S]|'')*)'/iy },
  { kind: 'string', pattern: /(?:u&|[bxn])?'((?:[^']|'')*)'/iy },
  { kind: 'body', pattern: /\$([a-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/iy },
  { kind: 'quoted', pattern: /(?:u&)?"((?:[^"]|"")*)"/iy },
  { kind: 'number', pattern: /\.?\d[\w.]*/y },
  { kind: 'word', pattern: /[a-z_\u0080-\uffff][\w$\u0080-\uffff]*/iy },
  { kind: 'symbol', pattern: /::|\$\d+|[\s\S]/y },
];

/** The tokens of a text. What is not terminated extends to the end, and Postgres will say so. */
export function sqlTokens(sql: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  for (let at = 0; at < sql.length; ) {
    if (sql.startsWith('/*', at)) {
      at = endOfComment(sql, at);
      continue;
    }
    const { kind, match } = firstMatch(sql, at);
    if (kind === 'body') {
      const end = endOfBody(sql, at + match[0].length, match[0]);
      tokens.push({ kind, text: sql.slice(at + match[0].length, end - match[0].length) });
      at = end;
      continue;
    }
    if (kind !== 'skip') tokens.push({ kind, text: contentOf(kind, match) });
    at += match[0].length;
  }
  return tokens;
}

function contentOf(kind: SqlToken['kind'], match: RegExpExecArray): string {
  if (kind === 'word') return match[0].toLowerCase();
  if (kind === 'string') return (match[1] ?? '').replaceAll("''", "'");
  if (kind === 'quoted') return (match[1] ?? '').replaceAll('""', '"');
  return match[0];
}

function firstMatch(sql: string, at: number): { kind: SqlToken['kind'] | 'skip'; match: RegExpExecArray } {
  for (const { kind, pattern } of RULES) {
    pattern.lastIndex = at;
    const match = pattern.exec(sql);
    if (match !== null) return { kind, match };
  }
  throw new Error(`no token at ${at}`);
}

function endOfComment(sql: string, start: number): number {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = start;
  let depth = 0;
  for (let mark = marks.exec(sql); mark !== null; mark = marks.exec(sql)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return sql.length;
}

function endOfBody(sql: string, start: number, tag: string): number {
  const end = sql.indexOf(tag, start);
  return end < 0 ? sql.length : end + tag.length;
}
