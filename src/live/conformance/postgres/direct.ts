/** Clients that are connected to Postgres directly. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LockstepDatabase } from '../../../simulation/world/postgres/index.ts';
import { BACKEND, eachMessage, STARTUP_CODE, startupPacket } from '../../../simulation/world/postgres/wire.ts';
import { type PeerClient, type Peers, READY } from './peers.ts';
import { transcript, typesOf } from './transcript.ts';

const LOOK_EVERY_MS = 5;
const HEAR_LIMIT_MS = 10_000;
/** Who waits for a lock looks for a deadlock once, after a millisecond; on a busy machine somewhat later. Only the last to wait shall find it. */
const LOOKED_FOR_DEADLOCK_MS = 50;

export class DirectPeers implements Peers {
  readonly heard: string[] = [];
  readonly #socketPath: string;
  readonly #database: LockstepDatabase;
  readonly #clients: DirectClient[] = [];

  constructor(socketPath: string, database: LockstepDatabase) {
    this.#socketPath = socketPath;
    this.#database = database;
  }

  async client(parameters: Readonly<Record<string, string>> = {}): Promise<PeerClient> {
    const client = await this.#open();
    await client.say(startupPacket({ user: 'postgres', database: this.#database.name, ...parameters }));
    return client;
  }

  stranger(): Promise<PeerClient> {
    return this.#open();
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.end()));
    const pids = this.#clients.map(({ pid }) => pid).join();
    const giveUpAt = performance.now() + HEAR_LIMIT_MS;
    const left = () => this.#database.query(`SELECT FROM pg_stat_activity WHERE pid IN (${pids})`).length;
    // What they held is free when they have ended.
    while (left() > 0 && performance.now() < giveUpAt) await sleep(LOOK_EVERY_MS);
  }

  /** Waits until somebody waits for a lock, or nobody does. */
  async untilBlocked(count: number): Promise<void> {
    const giveUpAt = performance.now() + HEAR_LIMIT_MS;
    while (this.#blocked() < count) {
      if (performance.now() > giveUpAt) throw new Error('Nobody waits for a lock.');
      await sleep(LOOK_EVERY_MS);
    }
  }

  /** How many wait for a lock. */
  #blocked(): number {
    return Number(this.#database.query('SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted')[0]?.[0]);
  }

  async #open(): Promise<DirectClient> {
    const socket = connect(this.#socketPath);
    await once(socket, 'connect');
    const name = `client ${this.#clients.length + 1}`;
    const client = new DirectClient(socket, {
      hear: (lines) => this.heard.push(...lines.map((line) => `${name}: ${line}`)),
      blocked: () => this.#blocked(),
      untilBlocked: (count) => this.untilBlocked(count),
      dial: () => connect(this.#socketPath),
    });
    this.#clients.push(client);
    return client;
  }
}

interface Around {
  hear(lines: readonly string[]): void;
  blocked(): number;
  untilBlocked(count: number): Promise<void>;
  dial(): Socket;
}

class DirectClient implements PeerClient {
  readonly #socket: Socket;
  readonly #around: Around;
  #received: Buffer[] = [];
  #closed = false;
  #key = Buffer.alloc(0);

  constructor(socket: Socket, around: Around) {
    this.#socket = socket;
    this.#around = around;
    socket.on('data', (bytes) => this.#received.push(bytes));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#closed = true;
    });
  }

  async say(bytes: Buffer, until = READY): Promise<void> {
    this.#socket.write(bytes);
    await this.hear(until);
  }

  async block(bytes: Buffer): Promise<void> {
    const before = this.#around.blocked();
    this.#socket.write(bytes);
    await this.#around.untilBlocked(before + 1);
    await sleep(LOOKED_FOR_DEADLOCK_MS);
  }

  async hear(until = READY): Promise<void> {
    const giveUpAt = performance.now() + HEAR_LIMIT_MS;
    for (let seen = -1; !this.#closed && performance.now() < giveUpAt; await sleep(1)) {
      if (seen === this.#received.length) continue;
      seen = this.#received.length;
      if (until.test(typesOf(Buffer.concat(this.#received)))) break;
    }
    const bytes = Buffer.concat(this.#received.splice(0));
    this.#noteKey(bytes);
    this.#around.hear([...transcript(bytes), ...(this.#closed ? ['closed'] : [])]);
  }

  async tell(bytes: Buffer): Promise<void> {
    this.#socket.write(bytes);
  }

  async cancel(key: 'its own' | 'a wrong one' = 'its own'): Promise<void> {
    const secret = Buffer.from(this.#key);
    if (key === 'a wrong one') secret.writeUInt8((secret.at(-1) ?? 0) ^ 1, secret.length - 1);
    const socket = this.#around.dial();
    socket.end(cancelRequest(secret));
    socket.resume();
    await once(socket, 'close');
  }

  async end(): Promise<void> {
    if (this.#closed) return;
    this.#socket.destroy();
    await once(this.#socket, 'close');
  }

  /** Of its backend, as far as it was told. */
  get pid(): number {
    return this.#key.length === 0 ? 0 : this.#key.readUInt32BE(0);
  }

  #noteKey(bytes: Buffer): void {
    eachMessage(bytes, (type, start, end) => {
      if (type === BACKEND.backendKey) this.#key = Buffer.from(bytes.subarray(start + 5, end));
    });
  }
}

/** @param key process id and secret, as the greeting gives them */
export function cancelRequest(key: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + key.length);
  head.writeUInt32BE(STARTUP_CODE.cancel, 4);
  return Buffer.concat([head, key]);
}
