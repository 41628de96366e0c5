/**
 * One TCP connection: two endpoints, each with a stream of bytes to the other that arrives in order, segment by
 * segment, each segment after a latency of its own. What is sent within one instant travels together.
 */
import type { EventLoop } from '../loop/event-loop.ts';
import type { Owner } from '../loop/event-queue.ts';
import type { Connection, KeepAlive, Random, TraceSink } from '../ports.ts';

/** Who an endpoint hands over to what arrives. Called as events of the loop, never from within a send. */
export interface Receiver {
  onData(bytes: Buffer): void;
  /** The other side has sent all it will send. */
  onEnd(): void;
  onReset(): void;
}

/** What a link needs of its surroundings. */
export interface LinkMedium {
  readonly loop: EventLoop;
  readonly trace: TraceSink;
  /** False while the size of a segment matters, so that none may grow after it was sent. */
  readonly coalesces: boolean;
  /** How long the next segment, of so many bytes, takes from one name to the other, in milliseconds. */
  latency(random: Random, from: string, to: string, bytes: number): number;
  /** Called once, when neither side can use the link any more. */
  onGone(link: Link): void;
}

/**
 * What happens to the next segment that an endpoint sends: it is cut in the middle, and the connection with it; one of its bits arrives wrong; or
 * the very first does, by which no protocol of ours begins a message, so that whoever reads it can tell.
 */
export type Mishap = 'cut' | 'flip' | 'garble';

const FIRST_BIT = 0x80;

/** How long the operating system repeats what nobody acknowledges until it gives the connection up: Linux' default. */
const GIVES_UP_AFTER_MS = 924_600;
/** What a segment without content costs on the way. */
const BARE_BYTES = 40;

interface Segment {
  readonly sentAtMs: number;
  readonly chunks: Buffer[];
}

export class Link {
  readonly id: string;
  /** Name of the process that opened the connection, and of the host it opened it to. */
  readonly from: string;
  readonly to: string;
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly random: Random;
  readonly medium: LinkMedium;
  /** Reset: nothing arrives any more, except that both sides come to know. */
  cut = false;
  #gone = false;

  constructor(options: {
    id: string;
    from: string;
    to: string;
    clientOwner: Owner | undefined;
    random: Random;
    medium: LinkMedium;
  }) {
    this.id = options.id;
    this.from = options.from;
    this.to = options.to;
    this.random = options.random;
    this.medium = options.medium;
    this.client = new Endpoint(this, 'client', options.clientOwner);
    this.server = new Endpoint(this, 'server', undefined);
  }

  /** Cuts the link in the middle: what is under way is lost, and each side sees a reset after a latency. */
  reset(): void {
    if (this.cut) {
      return;
    }
    this.cut = true;
    this.medium.trace.record('reset', this.id);
    this.client.announceReset();
    this.server.announceReset();
    this.goneIf(true);
  }

  /** One direction at least carries nothing any more. */
  get silent(): boolean {
    return this.client.silent || this.server.silent;
  }

  /** Leaves the list of open connections when both sides are done with it. */
  goneIf(over: boolean): void {
    if (over && !this.#gone) {
      this.#gone = true;
      this.medium.onGone(this);
    }
  }
}

/** One side of a link. On the server's side it is the `Connection` that a world server gets. */
export class Endpoint implements Connection {
  readonly link: Link;
  readonly side: 'client' | 'server';
  #owner: Owner | undefined;
  #receiver: Receiver | undefined;
  #segment: Segment | undefined;
  #lastArrivalMs = 0;
  #ended = false;
  #closed = false;
  /** What this side sends is lost. */
  #silent = false;
  #limits: KeepAlive = {};
  /** Something was sent since one direction fell silent, so nobody acknowledges it. */
  #unacknowledged = false;
  #mishap: Mishap | undefined;

  constructor(link: Link, side: 'client' | 'server', owner: Owner | undefined) {
    this.link = link;
    this.side = side;
    this.#owner = owner;
  }

  get id(): string {
    return this.link.id;
  }

  get client(): string {
    return this.link.from;
  }

  get open(): boolean {
    return !this.link.cut && this.#usable && this.#peer.#usable;
  }

  get owner(): Owner | undefined {
    return this.#owner;
  }

  /** The server's side belongs to nobody until the connection arrives at whoever then listens. */
  ownedBy(owner: Owner | undefined): void {
    this.#owner = owner;
  }

  /** True once somebody takes what arrives here. */
  get attended(): boolean {
    return this.#receiver !== undefined;
  }

  /** From now on nothing that this side sends arrives, and nobody is told. */
  silence(): void {
    const known = this.link.silent;
    this.#silent = true;
    if (known) return;
    for (const end of [this, this.#peer]) {
      const { idleMs } = end.#limits;
      if (idleMs !== undefined) end.#giveUpAfter(idleMs, () => !end.#unacknowledged);
    }
  }

  get silent(): boolean {
    return this.#silent;
  }

  keepAlive(limits: KeepAlive): void {
    this.#limits = limits;
  }

  /** Lets something happen to the next segment that this side sends. */
  expect(mishap: Mishap): void {
    this.#mishap = mishap;
  }

  receiveWith(receiver: Receiver): void {
    this.#receiver = receiver;
  }

  send(bytes: Buffer): void {
    if (!this.#canSend || bytes.length === 0) {
      return;
    }
    const { medium } = this.link;
    const { loop } = medium;
    if (this.#segment !== undefined && this.#segment.sentAtMs === loop.now() && medium.coalesces) {
      this.#segment.chunks.push(bytes);
      return;
    }
    const segment: Segment = { sentAtMs: loop.now(), chunks: [bytes] };
    this.#segment = segment;
    this.transmit(() => {
      if (this.#segment === segment) {
        this.#segment = undefined;
      }
      const content = segment.chunks.length === 1 ? bytes : Buffer.concat(segment.chunks);
      if (this.#mishap === undefined) this.#peer.#arrive(content);
      else this.#suffer(this.#mishap, content);
    }, bytes.length);
  }

  #suffer(mishap: Mishap, bytes: Buffer): void {
    this.#mishap = undefined;
    if (mishap === 'cut') {
      this.#peer.#arrive(bytes.subarray(0, bytes.length >> 1));
      this.link.reset();
      return;
    }
    const { random } = this.link;
    const damaged = Buffer.from(bytes);
    const [at, bit] = mishap === 'garble' ? [0, FIRST_BIT] : [random.integer(damaged.length), 1 << random.integer(8)];
    damaged.writeUInt8(damaged.readUInt8(at) ^ bit, at);
    this.#peer.#arrive(damaged);
  }

  end(): void {
    if (!this.#canSend) {
      return;
    }
    this.#ended = true;
    this.#segment = undefined;
    this.transmit(() => this.#peer.#arriveEnd());
    this.#checkGone();
  }

  /** Ends, and takes nothing any more: data that still arrives is answered by a reset. */
  close(): void {
    this.end();
    this.#closed = true;
    this.#receiver = undefined;
    this.#checkGone();
  }

  reset(): void {
    if (this.owner?.dead !== true) {
      this.link.reset();
    }
  }

  /** The owner died: what it sent still arrives, and after it a reset. */
  kill(): void {
    const closed = this.#closed;
    this.#closed = true;
    this.#ended = true;
    this.#receiver = undefined;
    if (!this.link.cut && !closed) {
      this.transmit(() => this.#peer.#arriveReset());
    }
    this.#checkGone();
  }

  /** Schedules what happens at the other side one latency from now, after all that was sent before. */
  transmit(arrival: () => void, bytes = BARE_BYTES): void {
    const { loop } = this.link.medium;
    if (this.link.silent && !this.#unacknowledged) {
      // Whichever direction is silent, acknowledgements don't come.
      this.#unacknowledged = true;
      this.#giveUpAfter(this.#limits.unacknowledgedMs ?? GIVES_UP_AFTER_MS, () => true);
    }
    if (this.#silent) return;
    const now = loop.now();
    const arrivalMs = Math.max(this.#lastArrivalMs, now + this.#latencyMs(bytes));
    this.#lastArrivalMs = arrivalMs;
    loop.add(arrivalMs - now, arrival, this.#peer.owner);
  }

  #giveUpAfter(delayMs: number, still: () => boolean): void {
    const giveUp = (): void => {
      // Where the other side's word of a cut was lost too, this is how this side comes to know.
      const untold = !this.link.cut || this.#peer.#silent;
      if (untold && !this.#closed && still()) this.#seeReset();
    };
    this.link.medium.loop.add(delayMs, giveUp, this.owner);
  }

  /** Lets this side know, a latency from now, that the link was cut. */
  announceReset(): void {
    if (this.#peer.#silent) return;
    this.link.medium.loop.add(this.#latencyMs(BARE_BYTES), () => this.#seeReset(), this.owner);
  }

  #latencyMs(bytes: number): number {
    const { medium, random, from, to } = this.link;
    const outward = this.side === 'client';
    return medium.latency(random, outward ? from : to, outward ? to : from, bytes);
  }

  get #peer(): Endpoint {
    return this.side === 'client' ? this.link.server : this.link.client;
  }

  get #usable(): boolean {
    return !this.#ended && !this.#closed && this.owner?.dead !== true;
  }

  get #canSend(): boolean {
    return !this.link.cut && this.#usable;
  }

  #arrive(bytes: Buffer): void {
    if (this.link.cut) {
      return;
    }
    if (this.#closed) {
      this.transmit(() => this.#peer.#arriveReset());
      return;
    }
    this.link.medium.trace.record('data', this.link.id, this.side, bytes);
    this.#receiver?.onData(bytes);
  }

  #arriveEnd(): void {
    if (!this.link.cut && !this.#closed) {
      this.link.medium.trace.record('end', this.link.id, this.side);
      this.#receiver?.onEnd();
    }
  }

  #arriveReset(): void {
    if (!this.link.cut) {
      this.link.cut = true;
      this.#seeReset();
      this.link.goneIf(true);
    }
  }

  #seeReset(): void {
    const receiver = this.#receiver;
    this.#receiver = undefined;
    this.#closed = true;
    this.link.medium.trace.record('reset seen', this.link.id, this.side);
    receiver?.onReset();
  }

  #checkGone(): void {
    this.link.goneIf(this.#ended && this.#peer.#ended);
  }
}
