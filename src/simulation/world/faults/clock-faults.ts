/** Faults of clocks: the wall clock of one machine jumps. Its monotonic clock, and so its timers, never do. */
import { defineStrikingFault, type FaultOf } from './definition/fault-kind.ts';
import { durationMs, offsetMs, processName, trigger } from './definition/parameter.ts';
import type { FaultSurroundings } from './surroundings.ts';

/**
 * The wall clock of a process jumps, forwards or backwards, and jumps back after a while. From the start on and for
 * long it is skew; by -1000 ms it is a leap second that is repeated.
 */
export const clockJump = defineStrikingFault({
  verb: 'clock-jump',
  class: 'time',
  says: 'the clock of {process} jumps by {byMs} {when}, and back after {forMs}',
  parameters: { process: processName, when: trigger, byMs: offsetMs, forMs: durationMs() },
  strike: (world: FaultSurroundings, { process, byMs, forMs }) => {
    const found = world.find(process);
    if (found === undefined) return [];
    found.skewMs += byMs;
    world.aftermath.lasting(forMs, () => {
      found.skewMs -= byMs;
    });
    return [process];
  },
});

export const CLOCK_FAULTS = [clockJump] as const;

export type ClockFault = FaultOf<(typeof CLOCK_FAULTS)[number]>;
