/**
 * The real functions of Node that the world replaces for simulated processes, kept before anything is replaced.
 * The world's own machinery uses these; nothing else should.
 */
import { syncBuiltinESMExports } from 'node:module';

export const realSetImmediate = globalThis.setImmediate;
export const realClearInterval = globalThis.clearInterval;

/** Makes named ESM imports of builtins (`import { connect } from 'node:net'`) see what was replaced. */
export const publishBuiltins = syncBuiltinESMExports;
