/**
 * A real Postgres server of our own, for as long as this process lives. Clients of the simulation reach it through a
 * unix socket in a directory that only its user can enter; with `tcp` also through a free port on loopback, behind a random password.
 */
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { Backend } from './backend.ts';
import { createRunDirectory, dataDirectoryOf, removeLeftovers, removeRunDirectory } from './run-directory.ts';
import { killProcesses } from './run-processes.ts';
import { launch, makeServerDirectory, type Programs, preparePrograms, untilReady } from './server-process.ts';
import { CRASHABLE, type ServerMode, settingArguments } from './settings.ts';
import { copyTemplate, initialise, type PostgresTemplate } from './template.ts';

/** How to start a server. */
export interface ClusterOptions extends ServerMode {
  /** Copy this data directory instead of running initdb; a string is `PostgresTemplate.directory`. */
  readonly template?: PostgresTemplate | string;
  /** Listen on loopback too, at a free port; default false. */
  readonly tcp?: boolean;
  /**
   * The server may be crashed and recovers then: commits wait until they are written, as they do by default, and tables are not to be taken out of
   * the log. Default false.
   */
  readonly crashable?: boolean;
  /** Where its directory goes; by default /dev/shm or the temporary directory. */
  readonly base?: string;
}

/** Name of the superuser of every server. */
export const SUPERUSER = 'postgres';
/** Part of the socket's name; servers differ by directory. */
const SOCKET_PORT = 5432;

interface Running {
  readonly directory: string;
  readonly server: ChildProcess;
  /** Starts the server again after a crash. */
  readonly startAgain: () => Promise<ChildProcess>;
  readonly crashable: boolean;
  readonly port: number | undefined;
  readonly password: string;
}

const UNLOG = `
  DO $unlog$ DECLARE relation regclass; BEGIN
    FOR relation IN
      SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.contype = 'f' AND c.oid IN (f.conrelid, f.confrelid))
      ORDER BY 1
    LOOP
      EXECUTE format('ALTER TABLE %s SET UNLOGGED', relation);
    END LOOP;
  END $unlog$`;

/** How long a server that was just started may take until its WAL writer is there, in real milliseconds. */
const WAL_WRITER_LIMIT_MS = 5_000;

/** A running server. */
export class PostgresCluster {
  /** Everything it owns; gone after `stop()`. */
  readonly directory: string;
  /** The unix socket. */
  readonly socketPath: string;
  /** TCP port on 127.0.0.1, if asked for. */
  readonly port: number | undefined;
  #server: ChildProcess;
  readonly #startAgain: () => Promise<ChildProcess>;
  /** Whether `crash()` may be used: see `ClusterOptions.crashable`. */
  readonly crashable: boolean;
  readonly #password: string;

  private constructor(running: Running) {
    this.directory = running.directory;
    this.port = running.port;
    this.#server = running.server;
    this.#startAgain = running.startAgain;
    this.crashable = running.crashable;
    this.#password = running.password;
    this.socketPath = path.join(running.directory, 'socket', `.s.PGSQL.${running.port ?? SOCKET_PORT}`);
  }

  /**
   * Starts a server and waits until it accepts connections. Also removes what dead runs left behind.
   * @throws EnvironmentError if this machine can't do it
   */
  static async start(options: ClusterOptions = {}): Promise<PostgresCluster> {
    await removeLeftovers();
    const directory = await createRunDirectory(options.base);
    try {
      const cluster = new PostgresCluster(await run(directory, options));
      if (options.tcp === true) await cluster.#setPassword();
      if (cluster.crashable) await cluster.#stopWalWriter();
      return cluster;
    } catch (error) {
      await removeRunDirectory(directory);
      throw error;
    }
  }

  /** Id of the process from which all others of the server descend. */
  get pid(): number {
    const { pid } = this.#server;
    if (pid === undefined) throw new Error('The server has no process.');
    return pid;
  }

  /** For node-pg and others: through TCP if it listens there, else through the unix socket. */
  connectionString(database: string): string {
    const name = encodeURIComponent(database);
    if (this.port === undefined)
      return `postgres://${SUPERUSER}@${encodeURIComponent(path.dirname(this.socketPath))}:${SOCKET_PORT}/${name}`;
    return `postgres://${SUPERUSER}:${this.#password}@127.0.0.1:${this.port}/${name}`;
  }

  /**
   * Creates a database, as a copy of `template` if given (nobody may be connected to that one).
   * @throws Error with Postgres' message, e.g. when it exists
   */
  async createDatabase(name: string, options: { readonly template?: string } = {}): Promise<void> {
    const template = options.template === undefined ? '' : ` TEMPLATE ${quoteIdentifier(options.template)}`;
    await this.execute('postgres', `CREATE DATABASE ${quoteIdentifier(name)}${template}`);
  }

  /** Runs SQL over a connection of its own; rows as text. Blocks this thread while Postgres works. */
  async execute(database: string, sql: string): Promise<(string | null)[][]> {
    const backend = await Backend.open(this.socketPath, { user: SUPERUSER, database });
    try {
      return backend.query(sql);
    } finally {
      backend.destroy();
    }
  }

  /**
   * Takes the tables of a database out of the write-ahead log, which makes writing to them some 10 % cheaper. For a server that is not
   * meant to crash in a run: it would come back with empty tables. Tables with foreign keys stay as they are.
   */
  async unlog(database: string): Promise<void> {
    await this.execute(database, UNLOG);
  }

  /**
   * Crashes the server and starts it again: every process is killed at once, and Postgres recovers what had been written ahead. All connections
   * are lost. A commit that waited for its record to be written survives; with `synchronous_commit=off` those since the last write are lost.
   * @throws Error if the server was not started for that
   */
  async crash(): Promise<void> {
    if (!this.crashable) throw new Error('This server was not started to crash: start it with `crashable`.');
    await killProcesses(this.directory, dataDirectoryOf(this.directory));
    fs.rmSync(path.join(dataDirectoryOf(this.directory), 'postmaster.pid'), { force: true });
    this.#server = await this.#startAgain();
    await this.#stopWalWriter();
  }

  /** Otherwise real time would decide which commits a crash loses: it writes what others have not, five times a second. */
  async #stopWalWriter(): Promise<void> {
    const giveUpAt = performance.now() + WAL_WRITER_LIMIT_MS;
    let pid = 0;
    // A server takes connections a moment before it has started all that works in the background.
    while (!(pid > 1)) {
      if (performance.now() > giveUpAt) throw new Error('The server has no WAL writer that could be stopped.');
      const rows = await this.execute('postgres', "SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'");
      pid = Number(rows[0]?.[0] ?? 0);
    }
    process.kill(pid, 'SIGSTOP');
  }

  /** Ends the server, stopped backends included, and removes all it had. */
  async stop(): Promise<void> {
    await removeRunDirectory(this.directory);
    if (this.#server.exitCode === null && this.#server.signalCode === null) await once(this.#server, 'exit');
  }

  async #setPassword(): Promise<void> {
    await this.execute('postgres', `ALTER ROLE ${SUPERUSER} PASSWORD '${this.#password}'`);
  }
}

/** Double-quotes a name for use in SQL. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

async function run(directory: string, options: ClusterOptions): Promise<Running> {
  const programs = preparePrograms(directory);
  if (options.template === undefined) await initialise(programs, directory);
  else {
    const template = typeof options.template === 'string' ? options.template : options.template.directory;
    await copyTemplate(programs, template, directory);
  }
  makeServerDirectory(path.join(directory, 'socket'), programs.identity);
  const password = randomBytes(16).toString('hex');
  const port = options.tcp === true ? await freePort() : undefined;
  const crashable = options.crashable === true;
  const mode = crashable ? { ...options, settings: { ...CRASHABLE, ...options.settings } } : options;
  const startAgain = (): Promise<ChildProcess> => startServer(programs, directory, port, mode);
  return { directory, server: await startAgain(), startAgain, crashable, port, password };
}

async function startServer(
  programs: Programs,
  directory: string,
  port: number | undefined,
  mode: ServerMode,
): Promise<ChildProcess> {
  const data = dataDirectoryOf(directory);
  const places = [
    ['listen_addresses', port === undefined ? '' : '127.0.0.1'],
    ['port', String(port ?? SOCKET_PORT)],
    // A list: commas and blanks in the path need the quotes.
    ['unix_socket_directories', quoteIdentifier(path.join(directory, 'socket'))],
  ].flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const args = ['-D', data, ...places, ...settingArguments(mode)];
  const server = await launch(programs, directory, programs.binaries.postgres, args);
  server.unref();
  await untilReady(server, directory, data);
  return server;
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no TCP address for a TCP server');
  return address.port;
}
