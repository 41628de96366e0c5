// Generated from specs by npm run generate; do not edit.
// The contracts as services import them; arbitraries are in arbitraries.ts, for tests only.

export * from './topics.ts';
export type * from './types.ts';
export * from './validators.js';
