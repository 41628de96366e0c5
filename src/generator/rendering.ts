/** Renders the generated diagrams to SVG with mermaid-cli and a browser of the system. */
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '@mermaid-js/mermaid-cli';
import { findBrowser } from './browser.ts';

const NO_BROWSER = [
  'No browser found to render diagrams with.',
  'Install Chromium or Chrome (Debian: apt-get install chromium), or give its path in PUPPETEER_EXECUTABLE_PATH.',
  'The diagrams can be read without: generated/diagrams/index.md shows them wherever Markdown renders Mermaid.',
];

/** Exit code 0, or 2 where no browser is found; with the lines to print. */
export interface RenderResult {
  readonly exitCode: 0 | 2;
  readonly lines: readonly string[];
}

/** Renders every `.mmd` of `root`/generated/diagrams to `root`/reports/diagrams. Throws when a diagram cannot be rendered. */
export async function renderDiagrams(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<RenderResult> {
  const browser = findBrowser(env);
  if (browser === undefined) return { exitCode: 2, lines: NO_BROWSER };
  const source = join(root, 'generated/diagrams');
  const target = join(root, 'reports/diagrams');
  mkdirSync(target, { recursive: true });
  const names = readdirSync(source)
    .filter((name) => name.endsWith('.mmd'))
    .toSorted();
  for (const name of names) await render(join(source, name), join(target, name.replace(/mmd$/, 'svg')), browser);
  return { exitCode: 0, lines: [`${names.length} diagrams rendered to ${target}`] };
}

async function render(input: string, output: string, browser: string): Promise<void> {
  await run(input, `${output.slice(0, -'.svg'.length)}.svg`, {
    quiet: true,
    // Chromium refuses its sandbox to root, as whom containers usually run; the diagrams are our own.
    puppeteerConfig: { executablePath: browser, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] },
  });
}
