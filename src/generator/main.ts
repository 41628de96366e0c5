/** `npm run generate`: see command.ts. */
import { join } from 'node:path';
import { generateCommand } from './command.ts';

const { exitCode, lines } = await generateCommand(process.argv.slice(2), join(import.meta.dirname, '../..'));
for (const line of lines) (exitCode === 0 ? console.log : console.error)(line);
process.exitCode = exitCode;
