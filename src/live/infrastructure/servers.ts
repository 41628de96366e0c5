/** The Kafka and the Postgres of a live session, wherever they came from. */
import type { Endpoint } from '../network/tcp-proxy.ts';

/** A server that a run may kill. What it had acknowledged must be there when it is back. */
export interface Killable {
  /** Kills it. What is returned brings it back, and resolves when it serves again. */
  kill(): Promise<() => Promise<void>>;
}

export interface LiveKafka {
  /** For the observer, `host:port`. */
  readonly brokers: readonly string[];
  /**
   * Where a proxy for the connections of a process finds it; none if no proxy can stand there, because this cluster tells its clients
   * addresses that are not ours to choose.
   */
  lane(process: string): Endpoint | undefined;
  readonly killable?: Killable;
}

export interface LivePostgres {
  /** Of the server, with a database that exists, for a role that may create databases and replication slots. */
  readonly url: string;
  readonly killable?: Killable;
}

export interface Servers {
  readonly kafka: LiveKafka;
  readonly postgres: LivePostgres;
  stop(): Promise<void>;
}
