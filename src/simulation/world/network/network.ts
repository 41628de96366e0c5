/**
 * The network of a world: who listens where, which connections are open, and how long segments take. Servers of the
 * world (Kafka, Postgres) listen with a `Listener`; simulated processes through the patched `node:net`.
 */
import type { EventLoop } from '../loop/event-loop.ts';
import type { Connection, Listener, Points, Random, TraceSink } from '../ports.ts';
import type { Incarnation } from '../processes/incarnation.ts';
import { Addresses } from './addresses.ts';
import { Conditions, type Way } from './conditions.ts';
import { addressInUse, connectionRefused, hostNotFound } from './errors.ts';
import { type Endpoint, Link, type LinkMedium } from './link.ts';

/** How long a segment takes one way, in milliseconds; drawn evenly between the two. */
export interface Latency {
  readonly minMs: number;
  readonly maxMs: number;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A connection that is open, as listed for faults and for checks that nothing leaks. */
export interface OpenConnection {
  readonly id: string;
  /** Name of the process that opened it. */
  readonly from: string;
  /** Host name it was opened to. */
  readonly to: string;
  /** The server's end. */
  readonly connection: Connection;
}

/** Takes a new connection on the server's side. */
export type Accept = (endpoint: Endpoint) => void;

interface Bound {
  readonly accept: Accept;
  readonly owner: Incarnation | undefined;
}

/** What a client is told about its attempt to connect. */
export interface ConnectOutcome {
  /** The server took the connection; its first bytes come later. */
  onConnect(): void;
  onError(error: Error): void;
}

export class Network implements LinkMedium {
  readonly loop: EventLoop;
  readonly trace: TraceSink;
  readonly addresses = new Addresses();
  readonly #random: Random;
  readonly #latency: Latency;
  readonly #points: Points;
  readonly #bound = new Map<string, Bound>();
  readonly #links = new Set<Link>();
  readonly #count = new Map<string, number>();
  readonly conditions = new Conditions();
  /** Host to the cluster that it belongs to. */
  readonly #clusters = new Map<string, string>();
  /** Hosts and clusters that take no connections, by how many faults want it so. */
  readonly #shut = new Map<string, number>();

  constructor(options: { loop: EventLoop; trace: TraceSink; random: Random; latency: Latency; points: Points }) {
    this.loop = options.loop;
    this.trace = options.trace;
    this.#random = options.random;
    this.#latency = options.latency;
    this.#points = options.points;
  }

  /**
   * Lets a server of the world listen under a host name, which is thereby known to everybody.
   * @param cluster name that stands for this host and others in faults, such as `kafka` for `kafka-1`
   * @returns Stops listening; open connections stay.
   * @throws If somebody listens there already.
   */
  listen(address: Address, listener: Listener, cluster?: string): () => void {
    this.addresses.add(address.host);
    if (cluster !== undefined) this.#clusters.set(address.host, cluster);
    return this.bind(address, undefined, (endpoint) => {
      const handler = listener(endpoint);
      endpoint.receiveWith({
        onData: (bytes) => handler.onData(bytes),
        onEnd: () => {
          endpoint.close();
          handler.onClose('end');
        },
        onReset: () => handler.onClose('reset'),
      });
    });
  }

  /** Connections that are established or being established and not closed by both sides, oldest first. */
  connections(): readonly OpenConnection[] {
    return [...this.#links].map(({ id, from, to, server }) => ({ id, from, to, connection: server }));
  }

  /** Where somebody listens, as `host:port`, in order of listening. */
  listening(): readonly string[] {
    return [...this.#bound.keys()];
  }

  /** The open links between two names, or the one of an id. */
  links(of: { readonly from: string; readonly to: string } | { readonly id: string }): readonly Link[] {
    const all = [...this.#links];
    return 'id' in of
      ? all.filter(({ id }) => id === of.id)
      : all.filter(({ from, to }) => from === of.from && this.#isCalled(to, of.to));
  }

  /** All hosts that are known, in order of appearance. */
  hosts(): readonly string[] {
    return this.addresses.hosts();
  }

  /**
   * Takes a host, or all of a cluster, off the network: its connections are cut, and new ones are refused. What it has in its memory stays.
   * @returns Ends it, once; it may have been shut by others too.
   */
  shut(host: string): () => void {
    this.#shut.set(host, (this.#shut.get(host) ?? 0) + 1);
    for (const link of this.#links) if (this.#isCalled(link.to, host) || link.from === host) link.reset();
    let over = false;
    return () => {
      if (over) return;
      over = true;
      const left = (this.#shut.get(host) ?? 1) - 1;
      if (left > 0) this.#shut.set(host, left);
      else this.#shut.delete(host);
    };
  }

  get coalesces(): boolean {
    return !this.conditions.any;
  }

  latency(random: Random, from: string, to: string, bytes: number): number {
    const { minMs, maxMs } = this.#latency;
    const latencyMs = minMs + random.next() * (maxMs - minMs);
    if (!this.conditions.any) return latencyMs;
    const ways = this.#namesOf(from).flatMap((source) => this.#namesOf(to).map((target): Way => `${source}>${target}`));
    return latencyMs + this.conditions.extraMs({ ways, bytes, nowMs: this.loop.now(), random });
  }

  onGone(link: Link): void {
    this.#links.delete(link);
  }

  /** Binds a port on behalf of `owner`; its death frees it. */
  bind(address: Address, owner: Incarnation | undefined, accept: Accept): () => void {
    const key = keyOf(address);
    if (this.#bound.has(key)) {
      throw addressInUse(address.host, address.port);
    }
    const bound: Bound = { accept, owner };
    this.#bound.set(key, bound);
    this.trace.record('listen', key);
    return () => {
      if (this.#bound.get(key) === bound) {
        this.#bound.delete(key);
      }
    };
  }

  isBound(address: Address): boolean {
    return this.#bound.has(keyOf(address));
  }

  /** Frees all ports of a process that died. */
  forget(owner: Incarnation): void {
    for (const [key, bound] of this.#bound) {
      if (bound.owner === owner) {
        this.#bound.delete(key);
      }
    }
    // Connections that it had not come to take.
    for (const { server } of this.#links) if (server.owner === owner && !server.attended) server.kill();
  }

  /**
   * Opens a connection from a process. The outcome is told by a later event, as the process's own.
   * @returns The client's end; undefined when there is no such host.
   */
  connect(client: Incarnation, address: Address, outcome: ConnectOutcome): Endpoint | undefined {
    const host = this.addresses.resolve(address.host, client.name);
    if (host === undefined) {
      const wait = this.latency(this.#random, client.name, address.host, 0);
      this.loop.add(wait, () => outcome.onError(hostNotFound(address.host)), client);
      return undefined;
    }
    const link = this.#link(client, { host, port: address.port });
    link.client.transmit(() => this.#arrive(link, { host, port: address.port }, outcome));
    return link.client;
  }

  /** A host answers to its own name and to that of its cluster. */
  #namesOf(host: string): readonly string[] {
    const cluster = this.#clusters.get(host);
    return cluster === undefined ? [host] : [host, cluster];
  }

  #isCalled(host: string, name: string): boolean {
    return host === name || this.#clusters.get(host) === name;
  }

  #link(client: Incarnation, address: Address): Link {
    const key = `${client.name}>${keyOf(address)}`;
    const number = (this.#count.get(key) ?? 0) + 1;
    this.#count.set(key, number);
    const id = `${key}#${number}`;
    const link = new Link({
      id,
      from: client.name,
      to: address.host,
      clientOwner: client,
      random: this.#random.fork(id),
      medium: this,
    });
    this.#links.add(link);
    return link;
  }

  #arrive(link: Link, address: Address, outcome: ConnectOutcome): void {
    if (link.cut) {
      return;
    }
    const bound = this.#bound.get(keyOf(address));
    if (bound === undefined || [...this.#namesOf(address.host), link.from].some((name) => this.#shut.has(name))) {
      const error = connectionRefused(this.addresses.add(address.host), address.port);
      link.server.transmit(() => outcome.onError(error));
      link.goneIf(true);
      return;
    }
    this.trace.record('connect', link.id);
    link.server.transmit(() => {
      if (!link.cut) {
        outcome.onConnect();
      }
    });
    link.server.ownedBy(bound.owner);
    if (bound.owner !== undefined && this.loop.isPaused(bound.owner)) {
      // The operating system takes the connection; the process sees it when it goes on.
      this.loop.add(0, () => bound.accept(link.server), bound.owner);
    } else bound.accept(link.server);
    this.#points.reach('network.connected', { process: link.from, connection: link.server });
  }
}

function keyOf(address: Address): string {
  return `${address.host}:${address.port}`;
}
