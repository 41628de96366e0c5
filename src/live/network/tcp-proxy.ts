/** The path from one process to one server, as a TCP proxy that can make it slow, narrow, silent or wrong. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { CLEAR, type Conditions, type Damage, Pipe } from './pipe.ts';

/** One direction of a path, or both. */
export type Direction = 'requests' | 'answers' | 'both';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

interface Link {
  readonly requests: Pipe;
  readonly answers: Pipe;
  reset(): void;
}

export class TcpProxy {
  /** Such as `wallet-1>postgres`. */
  readonly name: string;
  readonly port: number;
  readonly #server: Server;
  readonly #target: () => Endpoint | undefined;
  readonly #links = new Set<Link>();
  readonly #imposed = new Set<{ readonly direction: Direction; readonly conditions: Partial<Conditions> }>();
  #refusing = 0;

  private constructor(name: string, port: number, server: Server, target: () => Endpoint | undefined) {
    this.name = name;
    this.port = port;
    this.#server = server;
    this.#target = target;
    server.on('connection', (client) => this.#accept(client));
  }

  /**
   * Listens on loopback.
   * @param target asked for each connection; none when nobody is there, which cuts the connection
   */
  static async listen(name: string, port: number, target: () => Endpoint | undefined): Promise<TcpProxy> {
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return new TcpProxy(name, port, server, target);
  }

  /** How many connections are open. */
  get open(): number {
    return this.#links.size;
  }

  /** Makes the path worse; what is returned ends that. */
  impose(direction: Direction, conditions: Partial<Conditions>): () => void {
    const imposed = { direction, conditions };
    this.#imposed.add(imposed);
    return () => {
      this.#imposed.delete(imposed);
      this.#flow();
    };
  }

  /** Cuts what is open and refuses what is new; what is returned ends that. */
  shut(): () => void {
    this.#refusing += 1;
    this.reset();
    return () => {
      this.#refusing = Math.max(0, this.#refusing - 1);
    };
  }

  /** Cuts all open connections: both ends see a reset. @returns how many */
  reset(): number {
    const open = [...this.#links];
    for (const link of open) link.reset();
    return open.length;
  }

  /** Open connections fall silent for good. @returns how many */
  silence(direction: Direction): number {
    for (const pipe of this.#pipes(direction)) pipe.silence();
    return this.#links.size;
  }

  /** Damages the next bytes on each open connection. @returns how many */
  expect(direction: Direction, damage: Damage): number {
    for (const pipe of this.#pipes(direction)) pipe.expect(damage);
    return this.#links.size;
  }

  /** Ends everything that was imposed. What fell silent stays so: its ends have to notice by themselves. */
  heal(): void {
    this.#imposed.clear();
    this.#refusing = 0;
    this.#flow();
  }

  async close(): Promise<void> {
    this.reset();
    await once(this.#server.close(), 'close');
  }

  #pipes(direction: Direction): readonly Pipe[] {
    return [...this.#links].flatMap(({ requests, answers }) => {
      if (direction === 'both') return [requests, answers];
      return [direction === 'requests' ? requests : answers];
    });
  }

  #flow(): void {
    for (const pipe of this.#pipes('both')) pipe.flow();
  }

  #accept(client: Socket): void {
    const target = this.#refusing > 0 ? undefined : this.#target();
    if (target === undefined) {
      client.resetAndDestroy();
      return;
    }
    const server = connect({ ...target, allowHalfOpen: true, noDelay: true });
    const reset = (): void => {
      this.#links.delete(link);
      link.requests.close();
      link.answers.close();
      client.resetAndDestroy();
      server.resetAndDestroy();
    };
    const link: Link = {
      requests: this.#pipe('requests', client, server, reset),
      answers: this.#pipe('answers', server, client, reset),
      reset,
    };
    this.#links.add(link);
    for (const socket of [client, server]) {
      socket.on('error', reset);
      socket.on('close', () => {
        if (client.destroyed && server.destroyed) this.#links.delete(link);
      });
    }
  }

  #pipe(direction: 'requests' | 'answers', from: Socket, to: Socket, reset: () => void): Pipe {
    const pipe = new Pipe({
      conditions: () => this.#conditions(direction),
      deliver: (bytes) => void to.write(bytes),
      end: () => void to.end(),
      reset,
    });
    from.on('data', (bytes) => pipe.push(Buffer.from(bytes)));
    from.on('end', () => pipe.push(undefined));
    return pipe;
  }

  /** The worst of what is imposed; delays add up. */
  #conditions(direction: 'requests' | 'answers'): Conditions {
    let all = CLEAR;
    for (const imposed of this.#imposed) {
      if (imposed.direction !== 'both' && imposed.direction !== direction) continue;
      const {
        delayMs = 0,
        uptoMs = 0,
        bytesPerSecond = Number.POSITIVE_INFINITY,
        blocked = false,
      } = imposed.conditions;
      all = {
        delayMs: all.delayMs + delayMs,
        uptoMs: all.uptoMs + uptoMs,
        bytesPerSecond: Math.min(all.bytesPerSecond, bytesPerSecond),
        blocked: all.blocked || blocked,
      };
    }
    return all;
  }
}
