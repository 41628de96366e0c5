/** `process` as a simulated process sees it: its end is that of the simulated process, and its events are its own. */
import { EventEmitter } from 'node:events';
import { PerIncarnation } from '../processes/incarnation.ts';
import { RefusedInWorldError } from './refuse.ts';
import { replaceInside } from './replace.ts';

/** Ends the stack of who called `process.exit`, which must not return. Nobody sees it: the process is dead. */
class SimulatedExit extends Error {}

const emitters = new PerIncarnation(() => new EventEmitter());

export function patchProcess(): void {
  replaceInside(process, 'exit', (incarnation, [code]) => {
    const exitCode = Number(code ?? 0);
    emitters.of(incarnation).emit('exit', exitCode);
    incarnation.fail({ exitCode });
    throw new SimulatedExit(`process.exit(${exitCode}) in ${incarnation.name}`);
  });
  replaceInside(process, 'abort', (incarnation) => {
    incarnation.fail({ exitCode: 134 });
    throw new SimulatedExit(`process.abort() in ${incarnation.name}`);
  });
  replaceInside(process, 'kill', (incarnation) => {
    const instead = 'let the fault plan crash the process, or call process.exit';
    throw new RefusedInWorldError(incarnation, 'process.kill', 'it would signal a real process', instead);
  });
  patchListeners();
  patchFinalization();
}

/** Handlers for signals and errors must not pile up on the real process, run after run. */
function patchListeners(): void {
  const methods = ['on', 'once', 'off', 'addListener', 'removeListener', 'prependListener', 'prependOnceListener'];
  for (const method of [...methods, 'removeAllListeners']) {
    replaceInside(process, method, (incarnation, args, self) => {
      const emitter = emitters.of(incarnation);
      const act: unknown = Reflect.get(emitter, method);
      if (typeof act === 'function') {
        Reflect.apply(act, emitter, args);
      }
      return self;
    });
  }
}

/** What the garbage collector calls, and when, is not a function of the seed. undici cancels forgotten bodies so. */
function patchFinalization(): void {
  replaceInside(FinalizationRegistry.prototype, 'register', () => undefined);
}
