/**
 * What `net.Socket` is inside of a simulated process: the same events, methods and errors over a simulated link, as
 * far as pg, kafkajs, undici, `node:http` and fastify use them. Callbacks run in the async context in which the
 * socket was made, as with real sockets.
 */
import { AsyncResource } from 'node:async_hooks';
import { Duplex } from 'node:stream';
import type { QueuedEvent } from '../loop/event-queue.ts';
import { realSetImmediate } from '../originals.ts';
import type { KeepAlive } from '../ports.ts';
import type { Incarnation, Mortal } from '../processes/incarnation.ts';
import { isCallable, propertyOf, trailingCallback } from '../values.ts';
import { connectionReset } from './errors.ts';
import type { Endpoint } from './link.ts';
import type { Address } from './network.ts';
import { targetOf } from './target.ts';

/** What Linux waits before it looks after an idle connection, where nobody says how long. */
const SYSTEM_KEEP_ALIVE_MS = 7_200_000;
const KEEP_ALIVE_PROBES_MS = 10_000;

type Done = (error?: Error | null) => void;

/** What can be given when a socket is made. */
export interface SimSocketOptions {
  readonly allowHalfOpen?: boolean;
}

export class SimSocket extends Duplex implements Mortal {
  connecting = false;
  timeout = 0;
  bytesRead = 0;
  bytesWritten = 0;
  localAddress: string | undefined;
  localPort: number | undefined;
  remoteAddress: string | undefined;
  remotePort: number | undefined;
  readonly #incarnation: Incarnation;
  readonly #scope = new AsyncResource('SimSocket');
  #endpoint: Endpoint | undefined;
  #afterConnect: (() => void)[] = [];
  #idle: QueuedEvent | undefined;
  #lastActivityMs = 0;
  #keepAlive: KeepAlive = {};

  constructor(incarnation: Incarnation, options: SimSocketOptions = {}) {
    super({ allowHalfOpen: options.allowHalfOpen === true, autoDestroy: true, emitClose: false });
    this.#incarnation = incarnation;
  }

  get pending(): boolean {
    return this.#endpoint === undefined || this.connecting;
  }

  get readyState(): string {
    if (this.connecting) {
      return 'opening';
    }
    if (this.readable) {
      return this.writable ? 'open' : 'readOnly';
    }
    return this.writable ? 'writeOnly' : 'closed';
  }

  get remoteFamily(): string | undefined {
    return this.remoteAddress === undefined ? undefined : 'IPv4';
  }

  get localFamily(): string | undefined {
    return this.localAddress === undefined ? undefined : 'IPv4';
  }

  /** Opens a connection, with the arguments of Node's; `connect`, or `error` with Node's codes, follows as an event. */
  connect(...args: readonly unknown[]): this {
    const callback = trailingCallback(args);
    if (callback !== undefined) {
      this.once('connect', callback);
    }
    const target = targetOf(args);
    this.connecting = true;
    if (!this.#incarnation.dead) {
      this.#open(target);
    }
    return this;
  }

  /** Takes over the server's end of a connection. */
  adopt(endpoint: Endpoint, local: { address: string; port: number }): void {
    const { addresses } = this.#incarnation.world.network;
    this.#endpoint = endpoint;
    this.#locate(local.address, local.port, addresses.add(endpoint.client), addresses.ephemeralPort(endpoint.client));
    this.#receive();
  }

  address(): { address?: string; port?: number; family?: string } {
    if (this.localAddress === undefined || this.localPort === undefined) {
      return {};
    }
    return { address: this.localAddress, port: this.localPort, family: 'IPv4' };
  }

  setNoDelay(): this {
    return this;
  }

  /** As libuv does it: after the delay ten probes, one a second. */
  setKeepAlive(enable = false, initialDelayMs = 0): this {
    this.#keepAlive = enable ? { idleMs: (initialDelayMs || SYSTEM_KEEP_ALIVE_MS) + KEEP_ALIVE_PROBES_MS } : {};
    this.#endpoint?.keepAlive(this.#keepAlive);
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  /** `timeout` is emitted after so many milliseconds without a byte in either direction; 0 switches it off. */
  setTimeout(ms: number, callback?: () => void): this {
    this.timeout = ms;
    if (this.#idle !== undefined) {
      this.#incarnation.world.loop.cancel(this.#idle);
      this.#idle = undefined;
    }
    if (ms > 0) {
      this.#touch();
      this.#watch(ms);
      if (callback !== undefined) {
        this.once('timeout', callback);
      }
    } else if (callback !== undefined) {
      this.removeListener('timeout', callback);
    }
    return this;
  }

  /** Ends, and is destroyed when everything is written. */
  destroySoon(): void {
    if (this.writable) {
      this.end();
    }
    if (this.writableFinished) {
      this.destroy();
    } else {
      this.once('finish', () => this.destroy());
    }
  }

  resetAndDestroy(): this {
    this.#endpoint?.reset();
    return this.destroy();
  }

  /** The process died: the other side sees a reset later, and this side nothing more. */
  die(): void {
    this.#endpoint?.kill();
    releaseParser(this);
  }

  override _read(): void {
    // Data is pushed as it arrives; the readable side buffers what nobody has read yet.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#transmit(chunk, done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: Done): void {
    this.#transmit(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  override _final(done: Done): void {
    if (this.connecting) {
      this.#afterConnect.push(() => this._final(done));
      return;
    }
    if (!this.#incarnation.dead) {
      this.#endpoint?.end();
      done();
    }
  }

  override _destroy(error: Error | null, done: Done): void {
    this.setTimeout(0);
    this.connecting = false;
    this.#afterConnect = [];
    if (this.#incarnation.dead) {
      return;
    }
    if (this.#endpoint !== undefined) {
      this.#incarnation.sockets.delete(this);
      this.#endpoint.close();
    }
    done(error);
    // As with real sockets, 'close' comes after 'error', as an event of its own, and says whether there was one.
    const emitClose = (): void => this.#run(() => this.emit('close', error !== null));
    this.#incarnation.world.loop.add(0, emitClose, this.#incarnation);
  }

  #transmit(bytes: Buffer, done: Done): void {
    if (this.connecting) {
      this.#afterConnect.push(() => this.#transmit(bytes, done));
      return;
    }
    if (this.#incarnation.dead) {
      return;
    }
    this.bytesWritten += bytes.length;
    this.#touch();
    this.#endpoint?.send(bytes);
    done();
  }

  #open(address: Address): void {
    const { network } = this.#incarnation.world;
    const local = network.addresses.add(this.#incarnation.name);
    this.#endpoint = network.connect(this.#incarnation, address, {
      onConnect: () => this.#run(() => this.#connected(local, address)),
      onError: (error) => this.#run(() => this.destroy(error)),
    });
    this.#receive();
  }

  #connected(local: string, remote: Address): void {
    if (this.destroyed) {
      return;
    }
    const { addresses } = this.#incarnation.world.network;
    this.connecting = false;
    const host = addresses.resolve(remote.host, this.#incarnation.name) ?? remote.host;
    this.#locate(local, addresses.ephemeralPort(this.#incarnation.name), addresses.add(host), remote.port);
    this.#touch();
    const waiting = this.#afterConnect;
    this.#afterConnect = [];
    for (const action of waiting) {
      action();
    }
    this.emit('connect');
    this.emit('ready');
  }

  #locate(localAddress: string, localPort: number, remoteAddress: string, remotePort: number): void {
    this.localAddress = localAddress;
    this.localPort = localPort;
    this.remoteAddress = remoteAddress;
    this.remotePort = remotePort;
  }

  #receive(): void {
    if (this.#endpoint === undefined) {
      return;
    }
    this.#incarnation.sockets.add(this);
    this.#endpoint.keepAlive(this.#keepAlive);
    this.#endpoint.receiveWith({
      onData: (bytes) => this.#run(() => this.#deliver(bytes)),
      onEnd: () => this.#run(() => this.#deliverEnd()),
      onReset: () => this.#run(() => this.destroy(connectionReset())),
    });
  }

  #deliver(bytes: Buffer): void {
    this.bytesRead += bytes.length;
    this.#touch();
    this.push(bytes);
  }

  #deliverEnd(): void {
    this.push(null);
    // Without this a socket that nobody reads from would never notice the end.
    this.read(0);
  }

  #touch(): void {
    this.#lastActivityMs = this.#incarnation.world.loop.now();
  }

  /** One event per idle period, not one per byte: when it happens it looks how long the silence really was. */
  #watch(delayMs: number): void {
    const { loop } = this.#incarnation.world;
    this.#idle = loop.add(delayMs, () => this.#run(() => this.#checkIdle()), this.#incarnation);
  }

  #checkIdle(): void {
    const leftMs = this.#lastActivityMs + this.timeout - this.#incarnation.world.loop.now();
    if (leftMs > 0) {
      this.#watch(leftMs);
      return;
    }
    this.#idle = undefined;
    this.emit('timeout');
  }

  #run(action: () => unknown): void {
    this.#scope.runInAsyncScope(action);
  }
}

/**
 * `node:http` closes its native parser when a socket closes, which a dead process doesn't come to see; the parser
 * would keep the whole world in memory. It may be in use further up the stack, so it is closed later.
 */
function releaseParser(socket: SimSocket): void {
  const parser = propertyOf(socket, 'parser');
  const close = propertyOf(parser, 'close');
  if (isCallable(close)) {
    realSetImmediate(() => {
      // Unless Node has taken it back into its pool in the meantime.
      if (propertyOf(socket, 'parser') === parser) {
        Reflect.set(socket, 'parser', null);
        Reflect.apply(close, parser, []);
      }
    });
  }
}
