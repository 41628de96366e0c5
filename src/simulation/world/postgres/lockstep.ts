/**
 * Postgres as a server of the simulated world. Behind it works a real Postgres; in front, everything happens in virtual
 * time and in an order that the seed decides: one batch at a time is executed, time stands still meanwhile, and who waits for a lock
 * is held until it is its turn. What a seed could not decide is refused by name.
 *
 * Known limits: PL/pgSQL handlers for `lock_not_available` don't fire, since the real backend is cancelled as by a user;
 * writes hidden in functions that are called by SELECT are not counted as commits.
 */
import type { FaultContribution, Hold, Listener, Points, Random, Scheduler, TraceSink } from '../ports.ts';
import type { LockstepDatabase, WarmBackend } from './database.ts';
import { type Admission, postgresFaults, type SessionsMeant, type StrikableServer } from './faults.ts';
import type { Interruption } from './interruption.ts';
import { LockWaits } from './lock-waits.ts';
import { newCounters, type PostgresActor, type PostgresCounters, type PostgresObserver } from './observer.ts';
import type { Outcome } from './outcome.ts';
import { Session } from './session.ts';
import type { SessionHost } from './session-host.ts';
import { AUTHENTICATED, fatalMessage } from './wire.ts';

/** The world around the server. */
export interface LockstepOptions {
  /** Attached once, used by one run after the other. */
  readonly database: LockstepDatabase;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly trace: TraceSink;
  readonly points: Points;
  readonly hold: Hold;
  readonly observer?: PostgresObserver;
  /** Virtual time that a batch takes; default 0.2 to 1 ms. */
  readonly latency?: { readonly minMs: number; readonly maxMs: number };
  /** Clients beyond this number are turned away with 53300; default 100. */
  readonly maxConnections?: number;
}

/** A statement that was refused. */
export interface RefusedStatement extends PostgresActor {
  readonly sql: string;
  readonly reason: string;
}

const FIRST_PID = 1001;
/** Postgres' default. */
const WAL_WRITER_DELAY_MS = 200;
/** A sequence is written ahead for some values at a time; what was not used of them by a crash is lost. */
const SKIP_SEQUENCES = `
  DO $skip$ DECLARE one regclass; BEGIN
    FOR one IN SELECT seqrelid FROM pg_sequence ORDER BY 1 LOOP
      EXECUTE format('SELECT setval(%L::regclass, last_value + log_cnt) FROM %s WHERE is_called AND log_cnt > 0', one, one);
    END LOOP;
  END $skip$`;
const DEFAULT_MAX_CONNECTIONS = 100;

/** One run's Postgres server. */
export class LockstepPostgres {
  readonly counters: PostgresCounters = newCounters();
  readonly #options: LockstepOptions;
  readonly #latency: { readonly minMs: number; readonly maxMs: number };
  readonly #latencies: Random;
  readonly #secrets: Random;
  readonly #host: SessionHost;
  readonly #sessions = new Set<Session>();
  readonly #byPid = new Map<number, Session>();
  readonly #waits: LockWaits;
  readonly #refused: RefusedStatement[] = [];
  readonly #opening = new Set<Promise<void>>();
  #nextPid = FIRST_PID;
  #activity = 0;
  #admission: Admission = 'all';
  #closed = false;

  constructor(options: LockstepOptions) {
    this.#options = options;
    this.#latency = options.latency ?? { minMs: 0.2, maxMs: 1 };
    this.#latencies = options.random.fork('postgres.latency');
    this.#secrets = options.random.fork('postgres.secrets');
    const order = options.random.fork('postgres.locks');
    this.#waits = new LockWaits((sql) => options.database.query(sql), order, this.#byPid);
    this.#host = this.#createHost();
    this.faults = postgresFaults(this.#strikable(), options.scheduler);
    if (options.database.crashable) this.#writeAhead();
  }

  /** In place of the server's WAL writer, which stands still because it goes by real time. */
  #writeAhead(): void {
    this.#options.scheduler.schedule(WAL_WRITER_DELAY_MS, () => {
      if (this.#closed) return;
      this.#options.database.flush();
      this.#writeAhead();
    });
  }

  /** Accepts the connections of clients. */
  readonly listener: Listener = (connection) => {
    if (this.#admission === 'down') {
      connection.reset();
      return { onData: () => undefined, onClose: () => undefined };
    }
    const session = new Session(this.#host, connection, { pid: this.#nextPid++, secret: this.#secrets.bytes(4) });
    this.#sessions.add(session);
    return {
      onData: (bytes) => session.onData(bytes),
      onClose: (reason) => session.onClose(reason),
    };
  };

  /** What can go wrong with this server. */
  readonly faults: FaultContribution;

  /** What was refused so far. A run in which this is not empty is not to be trusted. */
  get refused(): readonly RefusedStatement[] {
    return this.#refused;
  }

  /** Grows with everything that can have changed what a query sees: a statement that was executed, a session that ended. */
  get activity(): number {
    return this.#activity;
  }

  /**
   * Runs SQL at once, outside of virtual time, the trace and all sessions; sees what is committed. Rows as text.
   * @throws PostgresError
   */
  query(sql: string): (string | null)[][] {
    return this.#options.database.query(sql);
  }

  /** Empties the database for the next run; see `LockstepDatabase.reset`. To be called when this one is closed. */
  reset(keep: readonly string[] = []): void {
    this.#options.database.reset(keep);
  }

  /** Ends all sessions, blocked ones too, and gives their backends back for the next run. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#opening);
    this.#waits.abandonAll();
    for (const session of this.#sessions) session.abandon();
  }

  #createHost(): SessionHost {
    return {
      scheduler: this.#options.scheduler,
      trace: this.#options.trace,
      counters: this.counters,
      latency: () => this.#latency.minMs + this.#latencies.next() * (this.#latency.maxMs - this.#latency.minMs),
      reach: (point, connection, label) =>
        this.#options.points.reach(point, { process: connection.client, connection, label }),
      refuse: (session, sql, reason) => this.#refuse(session, sql, reason),
      admit: (database) => this.#admit(database),
      open: (session, packet) => this.#open(session, packet),
      close: (session, warm, ending) => this.#end(session, warm, ending),
      cancel: (pid, secret) => this.#cancel(pid, secret),
      publicPid: (backendPid) => this.#byPid.get(backendPid)?.pid ?? 0,
      deadlocked: (session, pids) => this.#deadlocked(session, pids),
      isWaiting: (session) => this.#waits.isWaiting(session),
      blocked: (session) => this.#blocked(session),
      interrupt: (session, interruption) => this.#interrupt(session, interruption),
      settle: () => this.#settle(),
      executed: (session, statements, outcome) => this.#executed(session, statements, outcome),
    };
  }

  #strikable(): StrikableServer {
    const matching = (which: SessionsMeant): readonly Session[] =>
      [...this.#sessions].filter(({ connection }) =>
        'process' in which ? connection.client === which.process : connection.id === which.connection,
      );
    return {
      terminate: (which, message) => {
        const sessions = matching(which);
        for (const session of sessions) this.#terminate(session, message);
        return sessions.map(({ connection }) => connection.id);
      },
      failNext: (which, sqlState) => {
        const sessions = matching(which);
        for (const session of sessions) session.failNext(sqlState);
        return sessions.map(({ connection }) => connection.id);
      },
      crash: () => {
        for (const session of this.#sessions) this.#terminate(session, undefined);
        const { database } = this.#options;
        // Where the server may really crash, nobody has to tell what comes of it.
        if (database.crashable) this.#options.hold(database.crash());
        else database.query(SKIP_SEQUENCES);
      },
      admit: (mode) => {
        this.#admission = mode;
      },
    };
  }

  #terminate(session: Session, message: Buffer | undefined): void {
    session.dismiss(message);
    // One that is still being opened ends by itself when it sees that its client is gone.
    if (!session.isOpening) this.#waits.abandon(session);
  }

  #actor(session: Session): PostgresActor {
    const { id, client } = session.connection;
    return { process: client, connectionId: id, atMs: this.#options.scheduler.now() };
  }

  #refuse(session: Session, sql: string, reason: string): void {
    const refused = { ...this.#actor(session), sql, reason };
    this.counters.refused++;
    this.#refused.push(refused);
    this.#options.trace.record('postgres.refused', session.connection.id, sql, reason);
    this.#options.observer?.onRefused?.(refused);
  }

  #admit(database: string): Buffer | undefined {
    // A server looks for the database after it has let the user in.
    if (database !== this.#options.database.name)
      return Buffer.concat([AUTHENTICATED, fatalMessage('3D000', `database "${database}" does not exist`)]);
    if (this.#admission === 'starting') return fatalMessage('57P03', 'the database system is starting up');
    const most = this.#options.maxConnections ?? DEFAULT_MAX_CONNECTIONS;
    const limit = typeof this.#admission === 'number' ? Math.min(this.#admission, most) : most;
    return this.#byPid.size < limit ? undefined : fatalMessage('53300', 'sorry, too many clients already');
  }

  #open(session: Session, packet: Buffer): void {
    const warm = this.#options.database.takeWarm(packet);
    if (warm !== undefined) {
      this.#begin(session, warm);
      return;
    }
    const opening = this.#options.database.open(packet).then((opened) => this.#begin(session, opened));
    this.#opening.add(opening);
    this.#options.hold(opening.finally(() => this.#opening.delete(opening)));
  }

  #begin(session: Session, warm: WarmBackend): void {
    if (!warm.backend.closed) this.#byPid.set(warm.backend.pid, session);
    session.begin(warm);
  }

  #end(session: Session, warm: WarmBackend | undefined, ending: Buffer): void {
    this.#sessions.delete(session);
    this.#activity++;
    if (warm === undefined) return;
    this.#byPid.delete(warm.backend.pid);
    this.#options.trace.record('postgres.closed', session.connection.id);
    this.#options.database.recycle(warm, ending);
    if (!this.#closed) this.#settle();
  }

  #cancel(pid: number, secret: Buffer): void {
    const session = [...this.#sessions].find((each) => each.pid === pid && each.secret.equals(secret));
    // One that is not blocked has been executed already, however long its answer takes.
    if (session?.isBlocked === true) this.#interrupt(session, { kind: 'cancel request' });
  }

  #blocked(session: Session): void {
    const names = this.#waits
      .add(session)
      .map(({ connection }) => connection.id)
      .sort();
    this.counters.lockWaits++;
    this.#options.trace.record('postgres.blocked', session.connection.id, ...names);
    this.#options.observer?.onBlocked?.({ ...this.#actor(session), blockedBy: names });
  }

  #deadlocked(session: Session, pids: readonly number[]): void {
    const cycle = pids.flatMap((pid) => [...this.#sessions].find((each) => each.pid === pid)?.connection.id ?? []);
    this.counters.deadlocks++;
    this.#options.trace.record('postgres.deadlock', ...cycle);
    this.#options.observer?.onDeadlock?.({ ...this.#actor(session), cycle });
  }

  #interrupt(session: Session, interruption: Interruption): void {
    if (interruption.kind === 'lock timeout') this.counters.lockTimeouts++;
    if (interruption.kind === 'statement timeout') this.counters.statementTimeouts++;
    this.#options.trace.record('postgres.interrupted', session.connection.id, interruption.kind);
    this.#waits.interrupt(session, interruption);
    this.#settle();
  }

  #settle(): void {
    this.#waits.settle((session) => this.#options.trace.record('postgres.woken', session.connection.id));
  }

  #executed(session: Session, statements: readonly string[], outcome: Outcome): void {
    const { observer } = this.#options;
    const actor = this.#actor(session);
    const { sqlState } = outcome;
    this.counters.statements++;
    this.#activity++;
    this.counters.commits += outcome.writingCommits;
    if (sqlState === '40001') this.counters.serializationFailures++;
    observer?.onStatement?.({ ...actor, statements, ...(sqlState === undefined ? {} : { sqlState }) });
    for (let left = outcome.writingCommits; left > 0; left--) observer?.onCommit?.(actor);
  }
}
