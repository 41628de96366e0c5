/**
 * The least world in which a lockstep server can be tested by itself: a clock that is run by hand, and clients that speak the wire
 * protocol directly, so that a test decides every single step. Only tests use it.
 */
import type { Cancel, Connection, ConnectionHandler, Points, Scheduler, TraceSink } from '../../ports.ts';
import { SeededRandom } from '../../random.ts';
import { type ClusterOptions, PostgresCluster } from '../cluster.ts';
import { LockstepDatabase } from '../database.ts';
import { type LockstepOptions, LockstepPostgres } from '../lockstep.ts';
import { BACKEND, cString, eachMessage, errorFields, queryMessage, startupPacket, textRows } from '../wire.ts';

interface Pending {
  readonly atMs: number;
  readonly sequence: number;
  readonly action: () => void;
}

/** A clock, a trace, and one lockstep server. */
export class TestWorld implements Scheduler {
  readonly log: string[] = [];
  readonly points: string[] = [];
  readonly postgres: LockstepPostgres;
  readonly #database: string;
  #now = 0;
  #sequence = 0;
  #pending: Pending[] = [];
  readonly #held: Promise<unknown>[] = [];
  #clients = 0;
  /** Called at each point; a test may cut a connection here. */
  onPoint: (point: string, connection: Connection | undefined) => void = () => undefined;

  constructor(database: LockstepDatabase, options: Partial<LockstepOptions> & { readonly seed?: number } = {}) {
    this.#database = database.name;
    const trace: TraceSink = {
      record: (kind, ...fields) => {
        const texts = fields.map((field) =>
          typeof field === 'object' ? Buffer.from(field).toString('latin1') : field,
        );
        this.log.push(`${this.#now.toFixed(3)} ${kind} ${texts.join(' ')}`);
      },
    };
    const points: Points = {
      reach: (point, { connection, label }) => {
        this.points.push(`${point}:${label ?? ''}`);
        this.onPoint(point, connection);
      },
    };
    this.postgres = new LockstepPostgres({
      database,
      scheduler: this,
      random: new SeededRandom(options.seed ?? 1),
      trace,
      points,
      hold: (work) => this.#held.push(work),
      ...options,
    });
  }

  now(): number {
    return this.#now;
  }

  schedule(delayMs: number, action: () => void): Cancel {
    const event = { atMs: this.#now + delayMs, sequence: this.#sequence++, action };
    this.#pending.push(event);
    this.#pending.sort((a, b) => a.atMs - b.atMs || a.sequence - b.sequence);
    return () => {
      this.#pending = this.#pending.filter((each) => each !== event);
    };
  }

  /** Lets virtual time pass, by default until nothing is left to happen. */
  async run(forMs = Number.POSITIVE_INFINITY): Promise<void> {
    const end = this.#now + forMs;
    for (;;) {
      await Promise.all(this.#held.splice(0));
      const next = this.#pending[0];
      if (next === undefined || next.atMs > end) break;
      this.#pending.shift();
      this.#now = next.atMs;
      next.action();
    }
    if (Number.isFinite(end)) this.#now = end;
  }

  /** Connects a client that has its greeting. */
  async connect(parameters: Readonly<Record<string, string>> = {}): Promise<TestClient> {
    const client = this.dial();
    client.start(this.#database, parameters);
    await this.run(10);
    client.noteKey(client.take());
    return client;
  }

  /** Connects a client that has not said anything yet. */
  dial(): TestClient {
    return new TestClient(`client-${++this.#clients}`, this.postgres.listener);
  }
}

/** A client that a test moves by hand. */
export class TestClient {
  readonly connection: Connection;
  open = true;
  /** Missing while the server has not yet decided to take the connection. */
  #handler: ConnectionHandler | undefined;
  #received: Buffer[] = [];

  constructor(name: string, listener: LockstepPostgres['listener']) {
    const isOpen = (): boolean => this.open;
    this.connection = {
      id: `${name}>postgres:5432#1`,
      client: name,
      get open() {
        return isOpen();
      },
      send: (bytes) => this.#received.push(bytes),
      end: () => {
        this.open = false;
      },
      reset: () => this.close('reset'),
    };
    this.#handler = listener(this.connection);
  }

  write(bytes: Buffer): void {
    this.#handler?.onData(bytes);
  }

  /** Sends a startup packet. */
  start(database: string, parameters: Readonly<Record<string, string>> = {}): void {
    this.write(startupPacket({ user: 'postgres', database, ...parameters }));
  }

  /** Sends a simple query. */
  query(sql: string): void {
    this.write(queryMessage(sql));
  }

  close(reason: 'end' | 'reset'): void {
    this.open = false;
    this.#handler?.onClose(reason);
  }

  /** What a CancelRequest has to name. */
  key: { readonly pid: number; readonly secret: Buffer } = { pid: 0, secret: Buffer.alloc(0) };

  /** Reads the key from a greeting. */
  noteKey(greeting: Buffer): void {
    eachMessage(greeting, (type, start, end) => {
      if (type !== BACKEND.backendKey) return;
      this.key = { pid: greeting.readUInt32BE(start + 5), secret: greeting.subarray(start + 9, end) };
    });
  }

  /** True when something was received since the last `take()`. */
  get answered(): boolean {
    return this.#received.length > 0;
  }

  /** All bytes received since the last call. */
  take(): Buffer {
    const bytes = Buffer.concat(this.#received);
    this.#received = [];
    return bytes;
  }

  /** What was received since the last call, in brief: rows as JSON, tags, SQLSTATEs. */
  answer(): string {
    const bytes = this.take();
    const parts: string[] = [];
    eachMessage(bytes, (type, start, end) => {
      if (type === BACKEND.dataRow) parts.push(JSON.stringify(textRows(bytes.subarray(start, end), '')[0]));
      if (type === BACKEND.commandComplete) parts.push(cString(bytes, start + 5).text);
      if (type === BACKEND.error) parts.push(errorFields(bytes, start + 5).get('C') ?? '');
    });
    return parts.join(' ');
  }
}

/** A database on a server of its own. */
export interface TestDatabase {
  readonly cluster: PostgresCluster;
  readonly database: LockstepDatabase;
  stop(): Promise<void>;
}

/** Starts a server with one database, made by the given SQL. */
export async function openTestDatabase(schema: string, options: ClusterOptions = {}): Promise<TestDatabase> {
  const cluster = await PostgresCluster.start(options);
  await cluster.createDatabase('test');
  await cluster.execute('test', schema);
  const database = await LockstepDatabase.attach(cluster, 'test');
  const stop = async (): Promise<void> => {
    database.detach();
    await cluster.stop();
  };
  return { cluster, database, stop };
}
