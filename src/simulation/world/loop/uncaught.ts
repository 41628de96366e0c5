/**
 * While a world runs, errors that nobody catches end a simulated process, not the real one. Node has one capture
 * callback, and listeners of others (a test runner's) would fail for a rejection that the world expects, so both
 * are exchanged for the time of a run.
 */
import { currentIncarnation } from '../processes/identity.ts';
import type { Owner } from './event-queue.ts';

/** Told of the error and, where it is known, of the process whose code it came from. */
type Handler = (error: unknown, owner: Owner | undefined) => void;

/**
 * Sends uncaught errors and unhandled rejections to `handler`.
 * @returns Puts back what was there before.
 * @throws If somebody else (such as another world's run) captures them already.
 */
export function captureUncaught(handler: Handler): () => void {
  if (process.hasUncaughtExceptionCaptureCallback()) {
    throw new Error(
      'Another world is running in this Node process, or something else captures uncaught exceptions. ' +
        'Await the run() of one world before you start another, or use several Node processes.',
    );
  }
  const others = process.listeners('unhandledRejection');
  const onRejection = (error: unknown): void => handler(error, currentIncarnation());
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', onRejection);
  process.setUncaughtExceptionCaptureCallback((error) => handler(error, currentIncarnation()));
  return () => {
    process.setUncaughtExceptionCaptureCallback(null);
    process.removeListener('unhandledRejection', onRejection);
    for (const other of others) {
      process.on('unhandledRejection', other);
    }
  };
}
