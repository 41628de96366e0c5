/** The generated entry point that services import. Arbitraries are left out: they need fast-check, which services lack. */
import { codeHead } from './head.ts';

/** The text of `index.ts`. */
export function emitIndex(): string {
  return `${codeHead('The contracts as services import them; arbitraries are in arbitraries.ts, for tests only.')}export * from './topics.ts';
export type * from './types.ts';
export * from './validators.js';
`;
}
