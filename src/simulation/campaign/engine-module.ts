/**
 * Loads an engine by the URL of its module. Worker processes are told a URL and not handed an object, because
 * functions do not travel between processes.
 */
import type { Catalogue, Engine } from './engine.ts';
import { UsageError } from './errors.ts';

/** What an engine's module exports. */
export interface EngineModule {
  readonly engine: Engine;
  readonly catalogue: Catalogue;
}

/** The engine of this project. */
export const paymentsEngineUrl: string = new URL('./payments-engine.ts', import.meta.url).href;

/** The same system in a world of real servers and processes. */
export const liveEngineUrl: string = new URL('../../live/engine.ts', import.meta.url).href;

/** @throws UsageError if the module does not export an `engine` and a `catalogue`. */
export async function loadEngine(url: string): Promise<EngineModule> {
  const module: unknown = await import(url);
  if (!isEngineModule(module)) throw new UsageError(`${url} does not export an engine and a catalogue.`);
  return module;
}

function isEngineModule(module: unknown): module is EngineModule {
  return has(module, 'engine', ['prepare', 'open']) && has(module, 'catalogue', ['input', 'judge']);
}

function has(module: unknown, name: string, methods: readonly string[]): boolean {
  if (typeof module !== 'object' || module === null) return false;
  const part: unknown = Reflect.get(module, name);
  if (typeof part !== 'object' || part === null) return false;
  return methods.every((method) => typeof Reflect.get(part, method) === 'function');
}
