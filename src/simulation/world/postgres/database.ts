/**
 * A database prepared for simulation. It outlives the runs: it keeps the control connection and the backends that are
 * warm, since opening a backend costs as much as fifty statements, and it can be set back to its first state in milliseconds.
 */
import { Backend } from './backend.ts';
import { type PostgresCluster, SUPERUSER } from './cluster.ts';
import { FirstRows, FirstValues } from './first-state.ts';
import { checkSchema } from './schema-check.ts';
import { queryMessage } from './wire.ts';

/** A backend that is ready for a new client, and what it says to one. */
export interface WarmBackend {
  readonly backend: Backend;
  readonly greeting: Buffer;
  /** The startup packet it was opened with. */
  readonly packet: Buffer;
}

/** Real milliseconds after which our own statements give up: only a bug can make them wait. */
const CONTROL_LOCK_TIMEOUT_MS = 5000;

const RELATIONS = `
  SELECT c.oid, format('%I.%I', n.nspname, c.relname), c.relkind, c.relispartition,
    (SELECT d.refobjid FROM pg_depend d WHERE c.relkind = 'S' AND d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
      AND d.objid = c.oid AND d.deptype IN ('a', 'i'))
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'S') AND c.relpersistence <> 't'
    AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
    AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
  ORDER BY 2`;

interface Relation {
  readonly oid: string;
  /** Quoted, with its schema. */
  readonly name: string;
  readonly kind: 'table' | 'sequence';
  /** A partition, or a sequence that belongs to a column. */
  readonly dependent: boolean;
  /** The table to whose column a sequence belongs. */
  readonly owner: string | undefined;
}

/** A database of a cluster, prepared for simulation. */
export class LockstepDatabase {
  readonly name: string;
  readonly #cluster: PostgresCluster;
  readonly #socketPath: string;
  #control: Backend;
  readonly #warm = new Map<string, WarmBackend[]>();
  readonly #atFirst: readonly Relation[];
  readonly #firstRows: FirstRows;
  readonly #firstValues: FirstValues;

  private constructor(name: string, cluster: PostgresCluster, control: Backend) {
    this.name = name;
    this.#cluster = cluster;
    this.#socketPath = cluster.socketPath;
    this.#control = control;
    this.#atFirst = this.#relations();
    const query = (sql: string) => this.query(sql);
    this.#firstRows = new FirstRows(query, this.#filled(this.#atFirst.filter(({ kind }) => kind === 'table')));
    this.#firstValues = new FirstValues(
      query,
      this.#atFirst.filter(({ kind }) => kind === 'sequence'),
    );
  }

  /**
   * Attaches to a database whose schema is in place.
   * @throws RefusedSchemaError if something in it reads the server's clock or the like
   * @throws PostgresError if it does not exist
   */
  static async attach(cluster: PostgresCluster, name: string): Promise<LockstepDatabase> {
    const control = await openControl(cluster, name);
    checkSchema(name, (sql) => control.query(sql));
    return new LockstepDatabase(name, cluster, control);
  }

  /** Whether `crash()` may be used. */
  get crashable(): boolean {
    return this.#cluster.crashable;
  }

  /** Crashes the real server and lets it recover. No client may be connected; until it is done, nothing may be asked. */
  async crash(): Promise<void> {
    this.detach();
    await this.#cluster.crash();
    this.#control = await openControl(this.#cluster, this.name);
  }

  /** Has everything written ahead that was committed so far, as the server does by itself a few times a second. */
  flush(): void {
    this.#control.query("SELECT pg_logical_emit_message(true, 'flush', '')");
  }

  /**
   * Runs SQL on the control connection, at once, outside of virtual time and of the trace; rows as text.
   * @throws PostgresError
   */
  query(sql: string): (string | null)[][] {
    return this.#control.query(sql);
  }

  /** A warm backend for this startup packet, if there is one. */
  takeWarm(packet: Buffer): WarmBackend | undefined {
    return this.#warm.get(packet.toString('latin1'))?.pop();
  }

  /** Opens a backend. If the server refuses, `backend.closed` is true and the greeting holds its error. */
  async open(packet: Buffer): Promise<WarmBackend> {
    return { ...(await Backend.connect(this.#socketPath, packet)), packet };
  }

  /** Opens backends in advance, so that the next run has `count` of them at once. */
  async warmUp(packet: Buffer, count: number): Promise<void> {
    const missing = count - (this.#warm.get(packet.toString('latin1'))?.length ?? 0);
    for (let left = missing; left > 0; left--) this.#keep(await this.open(packet));
  }

  /**
   * Ends what a client had going (transaction, session locks, prepared statements, settings), as if its backend had
   * ended, and keeps the backend for the next one.
   */
  recycle(used: WarmBackend, ending: Buffer): void {
    const { backend } = used;
    if (!backend.closed && ending.length > 0) backend.exchange(ending);
    if (!backend.closed && backend.status !== 'I') backend.exchange(queryMessage('ROLLBACK'));
    if (!backend.closed) backend.exchange(queryMessage('DISCARD ALL'));
    backend.takeOutput();
    if (!backend.closed && backend.status === 'I') {
      this.#keep(used);
      return;
    }
    backend.destroy();
    backend.awaitExit();
  }

  /**
   * Sets the database back to how it was when it was attached: tables and sequences that came since are dropped, all tables have the rows
   * that they had, all sequences stand where they stood. No client may be connected.
   * @param keep tables to leave as they are, as `schema.table` or `table`, e.g. of the migration tool
   * @throws Error if a table has been dropped since
   */
  reset(keep: readonly string[] = []): void {
    const current = this.#relations();
    const lost = this.#atFirst.filter(({ oid }) => !current.some((each) => each.oid === oid));
    if (lost.length > 0)
      throw new Error(
        `${lost.map(({ name }) => name).join(', ')} was dropped in a run; attach a new copy of the database`,
      );
    const first = new Set(this.#atFirst.map(({ oid }) => oid));
    const added = current.filter(({ oid, dependent }) => !first.has(oid) && !dependent);
    const partitions = current.filter(({ oid, dependent, kind }) => !first.has(oid) && dependent && kind === 'table');
    const script = [
      ...[...added, ...partitions].map(({ kind, name }) => `DROP ${kind.toUpperCase()} IF EXISTS ${name} CASCADE`),
      ...this.#restoring(keep),
    ].join(';');
    if (script !== '') this.query(script);
  }

  /** Closes all connections. */
  detach(): void {
    for (const { backend } of [...this.#warm.values()].flat()) backend.destroy();
    this.#warm.clear();
    this.#control.destroy();
  }

  /**
   * Emptying a table makes new files for it and all its indexes, so only those are emptied that have been written to: where a table has
   * no pages, nobody has inserted anything, not even in a transaction that was rolled back. Sequences may have advanced all the same.
   */
  #restoring(keep: readonly string[]): string[] {
    const names = new Set(keep.flatMap((name) => [unquoted(name), `public.${unquoted(name)}`]));
    const kept = new Set(this.#atFirst.filter(({ name }) => names.has(unquoted(name))).map(({ oid }) => oid));
    const own = this.#atFirst.filter(({ oid, owner }) => !kept.has(oid) && !kept.has(owner ?? ''));
    const written = this.#written(own.filter(({ kind }) => kind === 'table'));
    return [
      ...(written.length === 0 ? [] : [`TRUNCATE ${written.map(({ name }) => name).join(', ')}`]),
      ...this.#firstRows.filling(written),
      ...this.#firstValues.setting(own.filter(({ kind }) => kind === 'sequence')),
    ];
  }

  #written(tables: readonly Relation[]): readonly Relation[] {
    // Tables that refer to one another can only be emptied together.
    const refer = this.query("SELECT FROM pg_constraint WHERE contype = 'f' LIMIT 1").length > 0;
    return refer ? tables : this.#filled(tables);
  }

  /** Those that have pages of their own, which a partitioned table has not. */
  #filled(tables: readonly Relation[]): readonly Relation[] {
    if (tables.length === 0) return [];
    const rows = this.query(
      `SELECT oid FROM pg_class WHERE relkind = 'r' AND oid IN (${tables.map(({ oid }) => oid).join(', ')}) AND pg_relation_size(oid) > 0`,
    );
    const filled = new Set(rows.map(([oid]) => oid ?? ''));
    return tables.filter(({ oid }) => filled.has(oid));
  }

  #keep(warm: WarmBackend): void {
    const key = warm.packet.toString('latin1');
    const list = this.#warm.get(key) ?? [];
    list.push(warm);
    this.#warm.set(key, list);
  }

  #relations(): Relation[] {
    return this.query(RELATIONS).map(([oid, name, kind, partition, owner]) => ({
      oid: oid ?? '',
      name: name ?? '',
      kind: kind === 'S' ? 'sequence' : 'table',
      dependent: partition === 't' || typeof owner === 'string',
      owner: owner ?? undefined,
    }));
  }
}

async function openControl(cluster: PostgresCluster, database: string): Promise<Backend> {
  const control = await Backend.open(cluster.socketPath, { user: SUPERUSER, database });
  control.query(`SET lock_timeout = ${CONTROL_LOCK_TIMEOUT_MS}`);
  return control;
}

function unquoted(name: string): string {
  return name.replaceAll('"', '');
}
