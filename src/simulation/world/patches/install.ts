/**
 * Puts the world below Node's APIs, once per Node process. Everything that is replaced asks at each call who runs;
 * outside of a simulated process the originals do.
 */
import { publishBuiltins } from '../originals.ts';
import { patchBuffers } from './buffers.ts';
import { patchChance } from './chance.ts';
import { patchClocks } from './clocks.ts';
import { patchFetch } from './fetch.ts';
import { patchHttp } from './http.ts';
import { patchLookup } from './lookup.ts';
import { patchNet } from './net.ts';
import { patchProcess } from './process.ts';
import { patchRefusals } from './refusals.ts';
import { patchTimers } from './timers.ts';

let installed: Promise<void> | undefined;

/**
 * Makes the world's APIs available. Call and await it before the code under test is imported: CommonJS modules often
 * keep a function of Node when they are loaded, and would keep the original.
 */
export function installWorld(): Promise<void> {
  installed ??= install();
  return installed;
}

async function install(): Promise<void> {
  patchBuffers();
  patchTimers();
  patchClocks();
  patchChance();
  patchNet();
  patchLookup();
  patchHttp();
  patchProcess();
  patchRefusals();
  publishBuiltins();
  await patchFetch();
}
