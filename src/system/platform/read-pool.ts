/**
 * Reads from replicas, for lists, histories and reports: answers that may lag a little and decide nothing. Never for a decision on money, and
 * never to fill a cache. Replicas take turns; one that is too far behind, or does not answer, is left out until it has caught up, and
 * when none is left the primary is read. Whoever has just written something, and wants to see it, shows the token that came with the
 * answer; then only replicas are read that have come as far.
 */
import type { DatabaseConfig } from '../config.ts';
import { openPool, type Pool, type Queryable, reader, type Statement } from './database.ts';
import type { Logger } from './log.ts';
import { type Lsn, PrimaryTrack, parseLsn } from './replica-lag.ts';
import { type Row, text } from './rows.ts';

/** How often primary and replicas are asked where they are. */
const PROBE_MS = 250;

const PRIMARY_LSN: Statement = { name: 'replica.primary', text: 'SELECT pg_current_wal_lsn()::text AS lsn' };
const REPLICA_LSN: Statement = {
  name: 'replica.replayed',
  text: `SELECT coalesce(pg_last_wal_replay_lsn(), '0/0')::text AS lsn, pg_is_in_recovery() AS follows`,
};

interface Replica {
  /** From 1, in the order of the configuration: its address has a password. */
  readonly number: number;
  readonly pool: Pool;
  readonly read: Queryable;
  /** As far as it had replayed when it was last asked; undefined while it must not be read. */
  replayed: Lsn | undefined;
}

export class ReadPool implements Queryable {
  readonly #primary: Queryable;
  readonly #replicas: readonly Replica[];
  readonly #maxLagMs: number;
  readonly #track: PrimaryTrack;
  readonly #log: Logger;
  #turn = 0;
  #timer: NodeJS.Timeout | undefined;
  #probing: Promise<void> = Promise.resolve();

  constructor(primary: Pool, config: DatabaseConfig, applicationName: string, log: Logger) {
    this.#primary = reader(primary);
    this.#replicas = config.replicaUrls.map((url, index) => {
      const pool = openPool({ ...config, url }, applicationName, log);
      return { number: index + 1, pool, read: reader(pool), replayed: undefined };
    });
    this.#maxLagMs = config.replicaMaxLagMs;
    this.#track = new PrimaryTrack(config.replicaMaxLagMs + 2 * PROBE_MS);
    this.#log = log;
  }

  /** Begins to watch the replicas; until they are known the primary is read. Without replicas nothing happens. */
  start(): void {
    if (this.isEmpty) return;
    const probe = (): void => {
      this.#probing = this.#probe().finally(() => {
        if (this.#timer !== undefined) this.#timer = setTimeout(probe, PROBE_MS);
      });
    };
    this.#timer = setTimeout(probe, 0);
  }

  /** Stops watching and closes the connections to the replicas. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#probing;
    await Promise.all(this.#replicas.map(({ pool }) => pool.end()));
  }

  query(statement: Statement, values: readonly unknown[]): Promise<{ readonly rows: readonly Row[] }> {
    return this.#query(0n, statement, values);
  }

  /** Reads what was committed when `token` was made, or later. Without a token, or when it is none of ours: what may lag. */
  after(token: string | undefined): Queryable {
    const lsn = (token === undefined ? undefined : parseLsn(token)) ?? 0n;
    return { query: (statement, values) => this.#query(lsn, statement, values) };
  }

  /** Stands for everything that is committed by now; undefined when there are no replicas, so that nobody needs it. */
  async token(): Promise<string | undefined> {
    if (this.isEmpty) return undefined;
    return text((await this.#primary.query(PRIMARY_LSN, [])).rows[0] ?? {}, 'lsn');
  }

  /** True when there are no replicas. */
  get isEmpty(): boolean {
    return this.#replicas.length === 0;
  }

  /** How many replicas may be read at this moment. */
  get usable(): number {
    return this.#usable(0n).length;
  }

  async #query(atLeast: Lsn, statement: Statement, values: readonly unknown[]) {
    const usable = this.#usable(atLeast);
    const replica = usable[this.#turn % Math.max(1, usable.length)];
    if (replica === undefined) return this.#primary.query(statement, values);
    this.#turn = (this.#turn + 1) % Number.MAX_SAFE_INTEGER;
    try {
      return await replica.read.query(statement, values);
    } catch (error) {
      // Whatever it was: if the statement is wrong, the primary will say so.
      this.#move(replica, undefined, error);
      return this.#primary.query(statement, values);
    }
  }

  #usable(atLeast: Lsn): readonly Replica[] {
    const now = Date.now();
    return this.#replicas.filter(
      ({ replayed }) =>
        replayed !== undefined && replayed >= atLeast && this.#track.lagMs(replayed, now) <= this.#maxLagMs,
    );
  }

  async #probe(): Promise<void> {
    try {
      const atMs = Date.now();
      const primary = parseLsn(text((await this.#primary.query(PRIMARY_LSN, [])).rows[0] ?? {}, 'lsn'));
      if (primary !== undefined) this.#track.note(atMs, primary);
    } catch (error) {
      this.#log.debug({ err: error }, 'The primary did not say where it is.');
    }
    await Promise.all(this.#replicas.map((replica) => this.#probeReplica(replica)));
  }

  async #probeReplica(replica: Replica): Promise<void> {
    try {
      const row = (await replica.read.query(REPLICA_LSN, [])).rows[0] ?? {};
      // One that follows nobody has been promoted: what it has may be another history.
      this.#move(replica, row['follows'] === true ? parseLsn(text(row, 'lsn')) : undefined);
    } catch (error) {
      this.#move(replica, undefined, error);
    }
  }

  #move(replica: Replica, replayed: Lsn | undefined, error?: unknown): void {
    const { number, replayed: before } = replica;
    replica.replayed = replayed;
    if (before === undefined && replayed !== undefined) this.#log.info({ replica: number }, 'A replica is read.');
    if (before === undefined || replayed !== undefined) return;
    this.#log.warn(
      { replica: number, err: error },
      'A replica does not answer, or follows nobody; others are read instead.',
    );
  }
}
