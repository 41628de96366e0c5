/** Clients that are connected to Postgres by the lockstep server of the world. */
import type { LockstepDatabase } from '../../../simulation/world/postgres/index.ts';
import { type TestClient, TestWorld } from '../../../simulation/world/postgres/testing/test-world.ts';
import { startupPacket } from '../../../simulation/world/postgres/wire.ts';
import { cancelRequest } from './direct.ts';
import type { PeerClient, Peers } from './peers.ts';
import { transcript, typesOf } from './transcript.ts';

/** Virtual: longer than anything in an exchange takes, time-outs included. */
const LONG_MS = 5_000;
/** Enough to be executed as far as possible, and less than any time-out. */
const SHORT_MS = 5;

export class LockstepPeers implements Peers {
  readonly heard: string[] = [];
  readonly #world: TestWorld;
  readonly #database: LockstepDatabase;
  #clients = 0;

  constructor(database: LockstepDatabase) {
    this.#world = new TestWorld(database);
    this.#database = database;
  }

  async client(parameters: Readonly<Record<string, string>> = {}): Promise<PeerClient> {
    const client = this.#open();
    await client.say(startupPacket({ user: 'postgres', database: this.#database.name, ...parameters }));
    return client;
  }

  async stranger(): Promise<PeerClient> {
    return this.#open();
  }

  async close(): Promise<void> {
    await this.#world.postgres.close();
  }

  #open(): LockstepClient {
    this.#clients += 1;
    const name = `client ${this.#clients}`;
    const hear = (lines: readonly string[]) => this.heard.push(...lines.map((line) => `${name}: ${line}`));
    return new LockstepClient(this.#world, this.#world.dial(), hear);
  }
}

class LockstepClient implements PeerClient {
  readonly #world: TestWorld;
  readonly #client: TestClient;
  readonly #hear: (lines: readonly string[]) => void;

  constructor(world: TestWorld, client: TestClient, hear: (lines: readonly string[]) => void) {
    this.#world = world;
    this.#client = client;
    this.#hear = hear;
  }

  async say(bytes: Buffer): Promise<void> {
    this.#client.write(bytes);
    await this.hear();
  }

  async block(bytes: Buffer): Promise<void> {
    this.#client.write(bytes);
    await this.#world.run(SHORT_MS);
    if (this.#client.answered) throw new Error(`It does not wait: ${typesOf(this.#client.take())}`);
  }

  async hear(): Promise<void> {
    await this.#world.run(LONG_MS);
    const bytes = this.#client.take();
    this.#client.noteKey(bytes);
    this.#hear([...transcript(bytes), ...(this.#client.open ? [] : ['closed'])]);
  }

  async tell(bytes: Buffer): Promise<void> {
    this.#client.write(bytes);
    await this.#world.run(SHORT_MS);
  }

  async cancel(key: 'its own' | 'a wrong one' = 'its own'): Promise<void> {
    const { pid, secret } = this.#client.key;
    const named = Buffer.alloc(4 + secret.length);
    named.writeUInt32BE(pid);
    secret.copy(named, 4);
    if (key === 'a wrong one') named.writeUInt8((named.at(-1) ?? 0) ^ 1, named.length - 1);
    this.#world.dial().write(cancelRequest(named));
    await this.#world.run(SHORT_MS);
  }
}
