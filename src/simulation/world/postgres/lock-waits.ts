/**
 * Decides the order in which transactions get past locks. Left alone, several waiters that one COMMIT sets free would race
 * inside of Postgres. So each blocked backend is stopped (SIGSTOP); after each statement those whose blockers are gone are
 * continued one at a time, in an order drawn from the seed, each until it is done or blocked again. Deadlocks are left to Postgres:
 * the only backend that can be looking for one is the one that closed the cycle, so it is always the one that loses.
 */
import type { Random } from '../ports.ts';
import type { Interruption } from './interruption.ts';
import type { Session } from './session.ts';

/** Asks the server on the control connection. */
type Query = (sql: string) => readonly (readonly (string | null)[])[];

/** The sessions that wait for locks. */
export class LockWaits {
  readonly #query: Query;
  readonly #random: Random;
  /** In the order in which they were blocked. */
  readonly #blocked = new Set<Session>();
  readonly #sessions: ReadonlyMap<number, Session>;
  #settling = false;

  /** @param sessions all sessions that have a backend, by its process id */
  constructor(query: Query, random: Random, sessions: ReadonlyMap<number, Session>) {
    this.#query = query;
    this.#random = random;
    this.#sessions = sessions;
  }

  /** True if the backend waits for one of our sessions, and not in a cycle, which Postgres is about to break. */
  isWaiting(session: Session): boolean {
    const blockers = this.#blockers([...this.#blocked, session]);
    return (blockers.get(session) ?? []).length > 0 && !closesCycle(session, blockers);
  }

  /**
   * Stops the backend of a session that waits.
   * @returns those it waits for
   */
  add(session: Session): readonly Session[] {
    signal(session, 'SIGSTOP');
    this.#blocked.add(session);
    return this.#blockers([session]).get(session) ?? [];
  }

  /** Cancels the statement of a session that waits, and lets it go on to its error. */
  interrupt(session: Session, interruption: Interruption): void {
    if (!this.#blocked.delete(session)) return;
    signal(session, 'SIGINT');
    signal(session, 'SIGCONT');
    session.wake(interruption);
  }

  /** Lets those go on whose locks have been granted, one at a time, until none is left. */
  settle(onWake: (session: Session) => void): void {
    // What a woken session does may call this again; the loop below sees the consequences anyway.
    if (this.#settling) return;
    this.#settling = true;
    try {
      for (let next = this.#nextGranted(); next !== undefined; next = this.#nextGranted()) {
        this.#blocked.delete(next);
        onWake(next);
        signal(next, 'SIGCONT');
        next.wake();
      }
    } finally {
      this.#settling = false;
    }
  }

  /** Ends a session that waits, or any other. */
  abandon(session: Session): void {
    if (this.#blocked.delete(session)) {
      signal(session, 'SIGINT');
      signal(session, 'SIGCONT');
    }
    session.abandon();
  }

  /** Cancels all, at the end of a run. */
  abandonAll(): void {
    for (const session of this.#blocked) {
      signal(session, 'SIGINT');
      signal(session, 'SIGCONT');
      session.abandon();
    }
    this.#blocked.clear();
  }

  #nextGranted(): Session | undefined {
    if (this.#blocked.size === 0) return undefined;
    const waiting = [...this.#blocked];
    const blockers = this.#blockers(waiting);
    const granted = waiting.filter((session) => blockers.get(session)?.length === 0);
    return granted.length < 2 ? granted[0] : granted[this.#random.integer(granted.length)];
  }

  #blockers(sessions: readonly Session[]): Map<Session, Session[]> {
    const pids = sessions.map(({ backendPid }) => backendPid).join(',');
    const rows = this.#query(`SELECT p, pg_blocking_pids(p) FROM unnest('{${pids}}'::int[]) p`);
    const blockers = new Map<Session, Session[]>();
    for (const [pid, list] of rows) {
      const session = this.#sessions.get(Number(pid));
      if (session !== undefined) blockers.set(session, this.#parse(list ?? '{}'));
    }
    return blockers;
  }

  #parse(list: string): Session[] {
    const pids = list.slice(1, -1).split(',').map(Number);
    return [...new Set(pids)].flatMap((pid) => this.#sessions.get(pid) ?? []);
  }
}

function closesCycle(start: Session, blockers: ReadonlyMap<Session, readonly Session[]>): boolean {
  const visited = new Set<Session>();
  const reaches = (session: Session): boolean =>
    (blockers.get(session) ?? []).some((next) => {
      if (next === start) return true;
      if (visited.has(next)) return false;
      visited.add(next);
      return reaches(next);
    });
  return reaches(start);
}

function signal(session: Session, name: NodeJS.Signals): void {
  const pid = session.backendPid;
  // 0 and below would reach whole groups of processes, ourselves among them.
  if (pid <= 1) throw new Error(`${session.connection.id} has no backend to signal`);
  process.kill(pid, name);
}
