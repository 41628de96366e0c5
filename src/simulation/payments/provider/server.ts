/**
 * A payment provider as a program of its own: plain HTTP in front of a ledger, with the faults of a plan. It runs
 * as a simulated process in the world and as an ordinary server for development; it does not know which.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { ProviderCall } from '../history.ts';
import { sendAnswer } from './answer.ts';
import { type Call, type ProviderRequest, route } from './calls.ts';
import type { FaultOfProvider, ProviderBehaviour } from './faults.ts';
import { ChargeLedger, type ProviderAnswer, problem } from './ledger.ts';
import { Misbehaviour } from './misbehaviour.ts';
import { WebhookSender, type WebhookTarget } from './webhooks.ts';

export interface ProviderOptions {
  /** Such as `stripe`; only faults of this name apply. */
  readonly name: string;
  readonly host?: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Survives a crash of the process when it is given from outside. */
  readonly ledger?: ChargeLedger;
  readonly faults?: readonly FaultOfProvider[];
  /** Given from outside, its counts survive a crash; then `faults` and `onStruck` are not used. */
  readonly misbehaviour?: Misbehaviour;
  readonly onStruck?: (fault: FaultOfProvider, hit: string) => void;
  /** Told of each call when it has been dealt with; times are `now()` of this option, by default `Date.now()`. */
  readonly onCall?: (call: ProviderCall) => void;
  readonly now?: () => number;
  /** How long a call takes, drawn evenly; default 50 to 200 ms, so that a charge takes 100 to 400 ms. */
  readonly workMs?: { readonly min: number; readonly max: number };
  /** Who is told of what happens; without it nobody is. */
  readonly webhook?: WebhookTarget;
  /** How long the faults of a plan take; by default as `PACE`. */
  readonly pace?: Pace;
}

/** Milliseconds. */
export interface Pace {
  /** A `slow` call takes so much longer. */
  readonly slowMs: number;
  /** After this, what `lands-late` takes effect. */
  readonly lateMs: number;
  /** The holder of a card that was asked for by a fault agrees after this. */
  readonly holderAgreesMs: number;
}

export interface RunningProvider {
  readonly address: string;
  readonly ledger: ChargeLedger;
  stop(): Promise<void>;
}

const PACE: Pace = { slowMs: 5_000, lateMs: 60_000, holderAgreesMs: 5_000 };

/** Starts listening; resolves with the address once connections are accepted. */
export async function startProvider(options: ProviderOptions): Promise<RunningProvider> {
  const ledger = options.ledger ?? new ChargeLedger({ now: Date.now, newId: () => crypto.randomUUID() });
  const misbehaviour =
    options.misbehaviour ??
    new Misbehaviour(
      (options.faults ?? []).filter((fault) => fault.provider === options.name),
      options.onStruck ?? (() => undefined),
      options.now,
    );
  const sender =
    options.webhook === undefined ? undefined : new WebhookSender(options.webhook, ledger.notices, misbehaviour);
  const { min, max } = options.workMs ?? { min: 50, max: 200 };
  const desk = new Desk(options, ledger, misbehaviour);
  const server = createServer((request, response) => {
    const arrivedMs = desk.now();
    readBody(request, (text) => {
      const work = min + Math.random() * (max - min);
      setTimeout(() => desk.serve(request, response, text, arrivedMs), work);
    });
  });
  const host = options.host ?? '127.0.0.1';
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, host, resolve);
  });
  sender?.start();
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : options.port;
  return {
    address: `http://${host}:${port}`,
    ledger,
    stop: () =>
      new Promise((resolve) => {
        sender?.stop();
        desk.stop();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Serves the calls, well or badly. */
class Desk {
  readonly now: () => number;
  readonly #options: ProviderOptions;
  readonly #pace: Pace;
  readonly #ledger: ChargeLedger;
  readonly #misbehaviour: Misbehaviour;
  readonly #timers = new Set<NodeJS.Timeout>();
  /** Charges that were seen to be confirmed. */
  readonly #counted = new Set<string>();

  constructor(options: ProviderOptions, ledger: ChargeLedger, misbehaviour: Misbehaviour) {
    this.now = options.now ?? Date.now;
    this.#options = options;
    this.#pace = options.pace ?? PACE;
    this.#ledger = ledger;
    this.#misbehaviour = misbehaviour;
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  serve(request: IncomingMessage, response: ServerResponse, text: string, arrivedMs: number): void {
    const call = route(requestOf(request, text), this.#ledger);
    if ('status' in call) {
      sendAnswer(response, call);
      return;
    }
    const behaviour = this.#misbehaviour.next(call.operation, call.subject);
    const finish = (): void => {
      const answered = this.#carryOut(call, behaviour);
      if (call.operation === 'confirm') this.#lookForDispute(call.subject);
      if (answered === undefined) {
        if (behaviour === 'reset') request.socket.destroy();
        this.#tell(call, arrivedMs, behaviour, undefined);
        return;
      }
      const send = (): void => {
        const whole = sendAnswer(response, answered, behaviour, (ms, action) => this.#later(ms, action));
        this.#tell(call, arrivedMs, behaviour, whole ? answered : undefined);
      };
      if (behaviour === 'answers-late') this.#later(this.#pace.slowMs, send);
      else send();
    };
    if (behaviour === 'slow') this.#later(this.#pace.slowMs, finish);
    else finish();
  }

  /** Does what the call asks for, unless a fault forbids it; undefined means that the caller is told nothing. */
  #carryOut(call: Call, behaviour: ProviderBehaviour | undefined): ProviderAnswer | undefined {
    switch (behaviour) {
      case undefined:
      case 'slow':
      case 'answers-late':
      case 'drip':
      case 'truncated':
      case 'malformed':
      case 'cut-off':
        return call.run('as-asked');
      case 'decline':
        return call.run('card_declined');
      case 'insufficient-funds':
        return call.run('insufficient_funds');
      case 'processing-error':
        return call.run('processing_error');
      case 'key-forgotten':
        call.forgetKey?.();
        return call.run('as-asked');
      case 'key-in-use':
        return problem(409, 'idempotency_key_in_use', 'another call with this key is still under way');
      case 'key-reused':
        return problem(422, 'idempotency_key_reused', 'this key was used with other parameters');
      case 'too-many-requests':
        return problem(429, 'too_many_requests', 'ask again later');
      case 'error-503':
        return problem(503, 'unavailable', 'ask again later');
      case 'requires-action':
        return this.#askHolder(call);
      case 'error-500':
        return problem(500, 'api_error', 'the provider has a problem of its own; nothing was done');
      case 'timeout-lands':
        call.run('as-asked');
        return undefined;
      case 'lands-late':
        this.#later(this.#pace.lateMs, call.landLate ?? (() => void call.run('as-asked')));
        return undefined;
      case 'timeout-lost':
      case 'reset':
        return undefined;
    }
  }

  #lookForDispute(chargeId: string): void {
    if (!this.#ledger.isConfirmed(chargeId) || this.#counted.has(chargeId)) return;
    this.#counted.add(chargeId);
    const fault = this.#misbehaviour.nextCharge();
    if (fault === undefined) return;
    const begin = (): void => void this.#ledger.dispute(chargeId, 'fraudulent');
    this.#later(fault.afterMs, () => this.#misbehaviour.strike(fault, chargeId, begin));
  }

  #askHolder(call: Call): ProviderAnswer {
    if (call.operation === 'confirm') {
      this.#later(this.#pace.holderAgreesMs, () => void this.#ledger.completeAction(call.subject, 'succeed'));
    }
    return call.run('with-action');
  }

  #tell(
    { operation, subject }: Call,
    arrivedMs: number,
    behaviour: ProviderBehaviour | undefined,
    answered: ProviderAnswer | undefined,
  ): void {
    const paymentId = this.#ledger.paymentOf(subject);
    this.#options.onCall?.({
      provider: this.#options.name,
      operation,
      ...(paymentId === undefined ? { paymentId: subject } : { paymentId, chargeId: subject }),
      arrivedMs,
      ...(answered === undefined ? {} : { answeredMs: this.now(), status: answered.status }),
      ...(behaviour === undefined ? {} : { behaviour }),
    });
  }

  #later(ms: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, ms);
    this.#timers.add(timer);
  }
}

function readBody(request: IncomingMessage, done: (text: string) => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('error', () => undefined);
  request.on('end', () => done(Buffer.concat(chunks).toString('utf8')));
}

function requestOf(request: IncomingMessage, text: string): ProviderRequest {
  const key = request.headers['idempotency-key'];
  return {
    method: request.method ?? 'GET',
    url: new URL(request.url ?? '/', 'http://provider'),
    idempotencyKey: typeof key === 'string' ? key : undefined,
    body: bodyOf(text),
  };
}

function bodyOf(text: string): ProviderRequest['body'] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
