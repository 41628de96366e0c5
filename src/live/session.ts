/** Servers, addresses and proxies that are ready for one live run after the other. */
import { type Admin, Kafka, logLevel } from 'kafkajs';
import type { RunInput, RunResult } from '../simulation/payments/run-input.ts';
import type { Choices } from './infrastructure/choose.ts';
import type { Servers } from './infrastructure/servers.ts';
import { startServers } from './infrastructure/start.ts';
import { Addresses, everyPath, KAFKA, POSTGRES, pathName } from './network/addresses.ts';
import { type Endpoint, TcpProxy } from './network/tcp-proxy.ts';
import { createTemplate, dropTemplate, RunDatabase } from './run/database.ts';
import { playLive } from './run/live-run.ts';
import { coordinatorsReady, freshTopics, removeTopics } from './run/topics.ts';

export class LiveSession {
  readonly #servers: Servers;
  readonly #addresses: Addresses;
  readonly #proxies: ReadonlyMap<string, TcpProxy>;
  readonly #kafka: Kafka;
  readonly #admin: Admin;
  #runs = 0;
  /** Of the run that is under way. */
  #database: RunDatabase | undefined;

  private constructor(servers: Servers, addresses: Addresses, proxies: ReadonlyMap<string, TcpProxy>, kafka: Kafka) {
    this.#servers = servers;
    this.#addresses = addresses;
    this.#proxies = proxies;
    this.#kafka = kafka;
    this.#admin = kafka.admin();
  }

  /**
   * Starts what is needed. Close it when no run needs it any more.
   * @throws EnvironmentError if this machine can't do it
   */
  static async open(choices: Choices, say: (line: string) => void): Promise<LiveSession> {
    const addresses = await Addresses.draw();
    const servers = await startServers(choices, addresses, say);
    try {
      await createTemplate(servers.postgres.url);
      const kafka = new Kafka({
        clientId: 'temblor-observer',
        brokers: [...servers.kafka.brokers],
        logLevel: logLevel.NOTHING,
        retry: { retries: 20, maxRetryTime: 2_000 },
      });
      const session = new LiveSession(servers, addresses, await startProxies(servers, addresses), kafka);
      await session.#admin.connect();
      await coordinatorsReady(session.#admin);
      return session;
    } catch (error) {
      await servers.stop();
      throw error;
    }
  }

  /** Plays one run, in a database and topics of its own. */
  async run(input: RunInput): Promise<RunResult> {
    const startedMs = performance.now();
    this.#runs += 1;
    await freshTopics(this.#admin);
    const database = await RunDatabase.create(this.#servers.postgres.url, this.#runs);
    this.#database = database;
    try {
      const played = await playLive(input, {
        servers: this.#servers,
        addresses: this.#addresses,
        proxies: this.#proxies,
        kafka: this.#kafka,
        admin: this.#admin,
        database,
      });
      return { ...played, wallMs: performance.now() - startedMs };
    } finally {
      await this.#drop();
    }
  }

  /** Ends everything that was started and removes what it left. */
  async close(): Promise<void> {
    await this.#drop();
    await removeTopics(this.#admin);
    await this.#admin.disconnect();
    await Promise.all([...this.#proxies.values()].map((proxy) => proxy.close()));
    await dropTemplate(this.#servers.postgres.url);
    await this.#servers.stop();
  }

  async #drop(): Promise<void> {
    const database = this.#database;
    this.#database = undefined;
    await database?.drop();
  }
}

/** One for each path that a fault may strike. */
async function startProxies(servers: Servers, addresses: Addresses): Promise<ReadonlyMap<string, TcpProxy>> {
  const url = new URL(servers.postgres.url);
  const postgres: Endpoint = { host: url.hostname, port: Number(url.port) };
  const local = (port: number): Endpoint => ({ host: '127.0.0.1', port });
  const proxies = await Promise.all(
    everyPath.map(({ from, to }) => {
      const target = (): Endpoint | undefined => {
        if (to === POSTGRES) return postgres;
        return to === KAFKA ? servers.kafka.lane(from) : local(addresses.of(to));
      };
      return TcpProxy.listen(pathName(from, to), addresses.onPath(from, to), target);
    }),
  );
  return new Map(proxies.map((proxy) => [proxy.name, proxy]));
}
