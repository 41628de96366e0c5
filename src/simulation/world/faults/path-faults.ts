/** Faults of the ways between hosts, for a while and for all connections on them, those to come as well. */
import { blockedUntil, bothWays, delayed, narrow, type Slowdown, uneven, type Way } from '../network/conditions.ts';
import { defineStrikingFault, type FaultOf } from './definition/fault-kind.ts';
import { choice, count, durationMs, hostName, processName, processNames, trigger } from './definition/parameter.ts';
import type { FaultSurroundings } from './surroundings.ts';

const between = { from: processName, to: hostName };

/** Everything between the two names takes longer, in both directions. */
export const delay = defineStrikingFault({
  verb: 'delay',
  class: 'network',
  says: '{extraMs} of delay between {from} and {to} {when}, for {forMs}',
  parameters: { ...between, when: trigger, extraMs: durationMs(), forMs: durationMs() },
  strike: (world: FaultSurroundings, { from, to, extraMs, forMs }) =>
    impose(world, bothWays(from, to), delayed(extraMs), forMs),
});

/** Segments take now a little longer and now much, up to `uptoMs`, so that connections overtake one another. */
export const spikes = defineStrikingFault({
  verb: 'spikes',
  class: 'network',
  says: 'up to {uptoMs} of uneven delay between {from} and {to} {when}, for {forMs}',
  parameters: { ...between, when: trigger, uptoMs: durationMs(), forMs: durationMs() },
  strike: (world: FaultSurroundings, { from, to, uptoMs, forMs }) =>
    impose(world, bothWays(from, to), uneven(uptoMs), forMs),
});

/** Only so many bytes a second pass in each direction. */
export const bandwidth = defineStrikingFault({
  verb: 'bandwidth',
  class: 'network',
  says: 'only {bytesPerSecond} bytes a second pass between {from} and {to} {when}, for {forMs}',
  parameters: { ...between, when: trigger, bytesPerSecond: count, forMs: durationMs() },
  strike: (world: FaultSurroundings, { from, to, bytesPerSecond, forMs }) => {
    for (const way of bothWays(from, to)) impose(world, [way], narrow(bytesPerSecond), forMs);
    return [`${from}>${to}`];
  },
});

/**
 * Nothing passes between the two names, in both directions or in one. Connections stay open; what was sent arrives when the
 * partition is over.
 */
export const partition = defineStrikingFault({
  verb: 'partition',
  class: 'network',
  says: '{from} and {to} are parted {when}, for {forMs}: lost are {what}',
  parameters: {
    ...between,
    when: trigger,
    what: choice({ both: 'requests and answers', requests: '', answers: '' }),
    forMs: durationMs(),
  },
  strike: (world: FaultSurroundings, { from, to, what, forMs }) => {
    const ways: Way[] = [];
    if (what !== 'answers') ways.push(`${from}>${to}`);
    if (what !== 'requests') ways.push(`${to}>${from}`);
    return block(world, ways, forMs);
  },
});

/**
 * The processes are cut off from everybody, one after the other in a random order, and let back in another: at some moment nearly
 * everything is reachable for nobody but some.
 */
export const swizzle = defineStrikingFault({
  verb: 'swizzle',
  class: 'network',
  says: '{processes} are cut off one after the other {when}, and let back in another order, within {forMs}',
  parameters: { processes: processNames, when: trigger, forMs: durationMs() },
  strike: (world: FaultSurroundings, { processes, forMs }) => {
    for (const process of processes) {
      const from = world.random.next() * 0.5 * forMs;
      const to = (0.5 + 0.5 * world.random.next()) * forMs;
      const others = world.network.hosts().filter((host) => host !== process);
      world.aftermath.later(from, () =>
        block(
          world,
          others.flatMap((host) => bothWays(process, host)),
          to - from,
        ),
      );
    }
    return processes;
  },
});

/** A server cannot be reached: its connections are cut, new ones are refused. What it has in its memory stays. */
export const outage = defineStrikingFault({
  verb: 'outage',
  class: 'network',
  says: '{server} cannot be reached {when}, for {forMs}',
  counted: 'outage of {server}',
  parameters: { server: hostName, when: trigger, forMs: durationMs() },
  strike: (world: FaultSurroundings, { server, forMs }) => {
    world.aftermath.lasting(forMs, world.network.shut(server));
    return [server];
  },
});

export const PATH_FAULTS = [delay, spikes, bandwidth, partition, swizzle, outage] as const;

export type PathFault = FaultOf<(typeof PATH_FAULTS)[number]>;

function impose(world: FaultSurroundings, ways: readonly Way[], slowdown: Slowdown, forMs: number): readonly string[] {
  world.aftermath.lasting(forMs, world.network.conditions.add(ways, slowdown));
  return ways.slice(0, 1);
}

function block(world: FaultSurroundings, ways: readonly Way[], forMs: number): readonly string[] {
  const now = world.scheduler.now();
  return impose(world, ways, blockedUntil(now + forMs, now), forMs);
}
