/** The line that marks a file as generated, and how it looks in each kind of file. */

const TEXT = 'Generated from specs by npm run generate; do not edit.';

/** Head of a TypeScript or JavaScript file; `purpose` is one sentence. */
export function codeHead(purpose: string): string {
  return `// ${TEXT}\n// ${purpose}\n\n`;
}

/** Head of a Mermaid file. */
export function mermaidHead(purpose: string): string {
  return `%% ${TEXT}\n%% ${purpose}\n`;
}

/** Head of a Markdown file. */
export function markdownHead(): string {
  return `<!-- ${TEXT} -->\n\n`;
}
