/** Faults of the Postgres server: sessions that are ended, a server that crashes and recovers, statements that fail, limits. */
import { contributionOf, defineStrikingFault, type FaultOf } from '../faults/definition/fault-kind.ts';
import { choice, count, durationMs, processName, trigger } from '../faults/definition/parameter.ts';
import type { FaultContribution, PointContext, Scheduler } from '../ports.ts';
import { INJECTED_ERRORS, type InjectedState } from './injected-error.ts';
import { fatalMessage } from './wire.ts';

/** All sessions of a process, or the one of a connection. */
export type SessionsMeant = { readonly process: string } | { readonly connection: string };

/** What faults can do to a server. */
export interface StrikableServer {
  /** Ends sessions, with a last message to the client or by a reset; returns the connections that had one. */
  terminate(which: SessionsMeant, message?: Buffer): readonly string[];
  /** Lets the next statement of each session fail that can fail so; returns the connections of the sessions. */
  failNext(which: SessionsMeant, sqlState: InjectedState): readonly string[];
  /** All memory is lost: every session, and with it every open transaction. */
  crash(): void;
  /** What new clients meet. */
  admit(mode: Admission): void;
}

/** `down`: their connections are cut. `starting`: they are told that the server starts up. A number: more than so many are turned away. */
export type Admission = 'all' | 'down' | 'starting' | number;

interface Surroundings {
  readonly server: StrikableServer;
  readonly scheduler: Scheduler;
  /** Counts up with each change of the admission, so that the end of an older one does not end a newer one. */
  era: number;
  healed: boolean;
}

/** Sessions are ended by an administrator (57P01): at a point the one that reached it, at a time all of the process. */
const backendKill = defineStrikingFault({
  verb: 'backend-kill',
  class: 'postgres',
  says: 'postgres ends sessions of {process} {when}',
  parameters: { process: processName, when: trigger },
  strike: ({ server }: Surroundings, { process }, at) =>
    server.terminate(
      sessionsOf(process, at),
      fatalMessage('57P01', 'terminating connection due to administrator command'),
    ),
});

/**
 * The server crashes: every connection is reset, every open transaction is gone, what was committed stays. It cannot be reached for
 * `downMs`, and then says for `recoveryMs` that it starts up (57P03). Sequences go on where the write-ahead log had announced them.
 */
const postgresCrash = defineStrikingFault({
  verb: 'postgres-crash',
  class: 'postgres',
  says: 'postgres crashes {when}, starts again after {downMs}, and recovers for {recoveryMs}',
  parameters: { when: trigger, downMs: durationMs(), recoveryMs: durationMs() },
  strike: (world: Surroundings, { downMs, recoveryMs }) => {
    world.server.crash();
    admitFor(world, 'down', downMs, () => admitFor(world, 'starting', recoveryMs));
    return ['postgres'];
  },
});

/** The next statement fails as Postgres may let any fail, and with it the transaction. */
const statementError = defineStrikingFault({
  verb: 'statement-error',
  class: 'postgres',
  says: 'the next statement of {process} fails {when}: {error}',
  counted: 'statement-error {error}',
  parameters: { process: processName, when: trigger, error: choice(INJECTED_ERRORS) },
  strike: ({ server }: Surroundings, { process, error }, at) => server.failNext(sessionsOf(process, at), error),
});

/** Other clients take up connections: more than `limit` are turned away (53300) for a while. */
const connectionLimit = defineStrikingFault({
  verb: 'connection-limit',
  class: 'postgres',
  says: 'postgres takes no more than {limit} connections {when}, for {forMs}',
  parameters: { limit: count, when: trigger, forMs: durationMs() },
  strike: (world: Surroundings, { limit, forMs }) => {
    admitFor(world, limit, forMs);
    return ['postgres'];
  },
});

export const POSTGRES_FAULTS = [backendKill, postgresCrash, statementError, connectionLimit] as const;

/** The errors with which a statement can be made to fail. */
export const INJECTED_STATES = [
  '40001',
  '40P01',
  '55P03',
  '57014',
  '53100',
  '53200',
] as const satisfies readonly InjectedState[];

export type PostgresFault = FaultOf<(typeof POSTGRES_FAULTS)[number]>;

/** Lets them strike at a server. */
export function postgresFaults(server: StrikableServer, scheduler: Scheduler): FaultContribution {
  const world: Surroundings = { server, scheduler, era: 0, healed: false };
  return contributionOf(POSTGRES_FAULTS, world, () => {
    world.healed = true;
    server.admit('all');
  });
}

function sessionsOf(process: string, at: PointContext | undefined): SessionsMeant {
  return at?.connection === undefined ? { process } : { connection: at.connection.id };
}

function admitFor(world: Surroundings, mode: Admission, forMs: number, next?: () => void): void {
  world.era += 1;
  const { era } = world;
  world.server.admit(mode);
  world.scheduler.schedule(forMs, () => {
    if (world.healed || world.era !== era) return;
    if (next === undefined) world.server.admit('all');
    else next();
  });
}
