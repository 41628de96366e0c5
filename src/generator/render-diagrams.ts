/** `npm run diagrams`: renders generated/diagrams to SVG pictures in reports/diagrams; see rendering.ts. */
import { join } from 'node:path';
import { renderDiagrams } from './rendering.ts';

const root = join(import.meta.dirname, '../..');
const { exitCode, lines } = await renderDiagrams(root, process.env);
for (const line of lines) (exitCode === 0 ? console.log : console.error)(line);
process.exitCode = exitCode;
