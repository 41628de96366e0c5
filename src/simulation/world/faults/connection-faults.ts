/**
 * Faults of single connections. Struck at a point, they hit the connection that reached it; at a time, all that are open between the
 * two names.
 */
import type { Endpoint, Link } from '../network/link.ts';
import type { PointContext } from '../ports.ts';
import { defineStrikingFault, type FaultOf } from './definition/fault-kind.ts';
import { choice, hostName, optional, processName, trigger } from './definition/parameter.ts';
import type { FaultSurroundings } from './surroundings.ts';

/** Name of the process that opened the connection, and host name of the server, such as `postgres` or `kafka`. */
const between = { from: processName, to: hostName };
const half = choice({ requests: '', answers: '' });

/** Connections are cut, and both ends see a reset. */
export const reset = defineStrikingFault({
  verb: 'reset',
  class: 'network',
  says: 'connections from {from} to {to} are cut {when}',
  parameters: { ...between, when: trigger },
  strike: (world: FaultSurroundings, { from, to }, at) => {
    const open = linksOf(world, from, to, at).filter((link) => link.server.open);
    for (const link of open) link.reset();
    return idsOf(open);
  },
});

/**
 * Connections fall silent for good: nothing that is sent arrives, and nobody is told, as when a firewall forgets them. Whoever waits has to
 * notice by a time-out of its own.
 */
export const halfOpen = defineStrikingFault({
  verb: 'half-open',
  class: 'network',
  says: 'connections from {from} to {to} fall silent {when}: lost are {what}',
  parameters: { ...between, when: trigger, what: choice({ both: 'requests and answers', requests: '', answers: '' }) },
  strike: (world: FaultSurroundings, { from, to, what }, at) => {
    const open = linksOf(world, from, to, at);
    for (const link of open) {
      if (what !== 'answers') link.client.silence();
      if (what !== 'requests') link.server.silence();
    }
    return idsOf(open);
  },
});

/** The next thing sent over a connection is cut in the middle, and the connection with it. */
export const truncate = defineStrikingFault({
  verb: 'truncate',
  class: 'network',
  says: 'connections from {from} to {to} are cut in the middle of the next of the {what} {when}',
  parameters: { ...between, when: trigger, what: half },
  strike: (world: FaultSurroundings, { from, to, what }, at) => {
    const open = linksOf(world, from, to, at);
    for (const link of open) senderOf(link, what).expect('cut');
    return idsOf(open);
  },
});

/**
 * One bit of the next thing sent over a connection arrives wrong, past the checksums of the network: any of them, or the first of its header, which
 * the receiver can notice. A wrong amount it cannot.
 */
export const corrupt = defineStrikingFault({
  verb: 'corrupt',
  class: 'network',
  says: ({ part }) =>
    part === 'header'
      ? 'the next of the {what} between {from} and {to} has a broken header {when}'
      : 'one bit is wrong in the next of the {what} between {from} and {to} {when}',
  parameters: { ...between, when: trigger, what: half, part: optional(choice({ header: '', anywhere: '' })) },
  strike: (world: FaultSurroundings, { from, to, what, part }, at) => {
    const open = linksOf(world, from, to, at);
    for (const link of open) senderOf(link, what).expect(part === 'header' ? 'garble' : 'flip');
    return idsOf(open);
  },
});

export const CONNECTION_FAULTS = [reset, halfOpen, truncate, corrupt] as const;

export type ResetFault = FaultOf<typeof reset>;
export type ConnectionFault = FaultOf<(typeof CONNECTION_FAULTS)[number]>;

function linksOf(world: FaultSurroundings, from: string, to: string, at: PointContext | undefined): readonly Link[] {
  return world.network.links(at?.connection === undefined ? { from, to } : { id: at.connection.id });
}

function senderOf(link: Link, what: 'requests' | 'answers'): Endpoint {
  return what === 'requests' ? link.client : link.server;
}

function idsOf(links: readonly Link[]): readonly string[] {
  return links.map(({ id }) => id);
}
