/**
 * Checks Mermaid text in plain Node, with Mermaid's own parser. Mermaid expects a browser only for cleaning the HTML of
 * labels through DOMPurify; what it would remove does not matter for the syntax, so the cleaning is left out here.
 */
import DOMPurify from 'dompurify';
import mermaid from 'mermaid';

/** Whether a text is Mermaid; `error` is Mermaid's message, with line and a pointer to the place. */
export type MermaidCheck =
  | { readonly ok: true; readonly diagramType: string }
  | { readonly ok: false; readonly error: string };

/** Parses one diagram. Never throws for a wrong text. */
export async function checkMermaid(text: string): Promise<MermaidCheck> {
  standInForBrowser();
  try {
    const { diagramType } = await mermaid.parse(text);
    return { ok: true, diagramType };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
}

/** The Mermaid diagrams of a Markdown page: the contents of its fenced blocks, with the line on which each begins. */
export function mermaidBlocks(markdown: string): readonly { readonly line: number; readonly text: string }[] {
  return [...markdown.matchAll(/^```mermaid\n([\s\S]*?)^```$/gm)].map((match) => ({
    line: markdown.slice(0, match.index).split('\n').length + 1,
    text: match[1] ?? '',
  }));
}

/** Without a DOM, DOMPurify has neither function; with one, its own are kept. */
function standInForBrowser(): void {
  if (DOMPurify.isSupported) return;
  Object.assign(DOMPurify, { addHook: () => undefined, sanitize: (text: string) => text });
}
