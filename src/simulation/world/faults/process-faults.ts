/** Faults of processes: they die, alone, together or again and again; they stand still; they come back as another version. */
import { defineStrikingFault, type FaultOf } from './definition/fault-kind.ts';
import { count, durationMs, processName, processNames, trigger, word } from './definition/parameter.ts';
import type { FaultSurroundings } from './surroundings.ts';

/** The process dies at once, as by SIGKILL, and is started again. */
export const crash = defineStrikingFault({
  verb: 'crash',
  class: 'crashes',
  says: '{process} crashes {when}, is back after {restartAfterMs}',
  parameters: { process: processName, when: trigger, restartAfterMs: durationMs() },
  strike: (world: FaultSurroundings, { process, restartAfterMs }) => kill(world, process, restartAfterMs),
});

/** Several processes die at the same moment, as when their machine loses power. */
export const crashAll = defineStrikingFault({
  verb: 'crash-all',
  class: 'crashes',
  says: '{processes} crash together {when}, are back after {restartAfterMs}',
  parameters: { processes: processNames, when: trigger, restartAfterMs: durationMs() },
  strike: (world: FaultSurroundings, { processes, restartAfterMs }) =>
    processes.flatMap((process) => kill(world, process, restartAfterMs)),
});

/**
 * The process dies, and dies again each time it has been up for `upMs`: in the middle of its recovery, where that is
 * short, or in a loop, where `times` is large.
 */
export const crashLoop = defineStrikingFault({
  verb: 'crash-loop',
  class: 'crashes',
  says: '{process} crashes {times} times from {when} on, each time {upMs} after it came back, down for {restartAfterMs}',
  parameters: { process: processName, when: trigger, times: count, upMs: durationMs(), restartAfterMs: durationMs() },
  strike: (world: FaultSurroundings, { process, times, upMs, restartAfterMs }) => {
    for (let again = 1; again < times; again += 1) {
      world.aftermath.later(again * (restartAfterMs + upMs), () => world.find(process)?.crash(restartAfterMs));
    }
    return kill(world, process, restartAfterMs);
  },
});

/**
 * The process stands still, as by SIGSTOP or a long garbage collection: its connections stay open, what is sent to it waits, and its
 * leases and sessions run out without its knowing.
 */
export const pause = defineStrikingFault({
  verb: 'pause',
  class: 'crashes',
  says: '{process} stands still {when}, for {forMs}',
  parameters: { process: processName, when: trigger, forMs: durationMs() },
  strike: (world: FaultSurroundings, { process, forMs }) => {
    const goOn = world.find(process)?.pause();
    if (goOn === undefined) return [];
    world.aftermath.lasting(forMs, goOn);
    return [process];
  },
});

/** The process is replaced by another version of itself: killed, and started as that version. */
export const upgrade = defineStrikingFault({
  verb: 'upgrade',
  class: 'crashes',
  says: '{process} is replaced by version {version} {when}, is back after {restartAfterMs}',
  parameters: { process: processName, when: trigger, version: word, restartAfterMs: durationMs() },
  strike: (world: FaultSurroundings, { process, version, restartAfterMs }) => {
    const found = world.find(process);
    if (found === undefined || found.version === version) return [];
    found.version = version;
    return kill(world, process, restartAfterMs);
  },
});

export const PROCESS_FAULTS = [crash, crashAll, crashLoop, pause, upgrade] as const;

export type CrashFault = FaultOf<typeof crash>;
export type ProcessFault = FaultOf<(typeof PROCESS_FAULTS)[number]>;

function kill(world: FaultSurroundings, process: string, restartAfterMs: number): readonly string[] {
  return world.find(process)?.crash(restartAfterMs) === true ? [process] : [];
}
