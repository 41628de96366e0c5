/**
 * A payment provider as a program of its own: plain HTTP in front of a ledger, with the faults of a plan. It runs
 * as a simulated process in the world and as an ordinary server for development; it does not know which.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { ProviderCall } from '../history.ts';
import type { ProviderBehaviour, ProviderFault } from '../plan.ts';
import { ChargeLedger, type NewCharge, type ProviderAnswer } from './ledger.ts';
import { Misbehaviour, type ProviderOperation } from './misbehaviour.ts';

export interface ProviderOptions {
  /** Such as `stripe`; only faults of this name apply. */
  readonly name: string;
  readonly host?: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Survives a crash of the process when it is given from outside. */
  readonly ledger?: ChargeLedger;
  readonly faults?: readonly ProviderFault[];
  /** Given from outside, its counts survive a crash; then `faults` and `onStruck` are not used. */
  readonly misbehaviour?: Misbehaviour;
  readonly onStruck?: (fault: ProviderFault, hit: string) => void;
  /** Told of each call when it has been dealt with; times are `now()` of this option, by default `Date.now()`. */
  readonly onCall?: (call: ProviderCall) => void;
  readonly now?: () => number;
  /** How long a call takes, drawn evenly; default 50 to 200 ms, so that a charge takes 100 to 400 ms. */
  readonly workMs?: { readonly min: number; readonly max: number };
}

export interface RunningProvider {
  readonly address: string;
  readonly ledger: ChargeLedger;
  stop(): Promise<void>;
}

interface Call {
  readonly operation: ProviderOperation;
  /** Charge or payment that it is about. */
  readonly subject: string;
  /** Does what was asked; `decline` makes a confirmation fail for good. */
  run(decline: boolean): ProviderAnswer;
}

/** Starts listening; resolves with the address once connections are accepted. */
export async function startProvider(options: ProviderOptions): Promise<RunningProvider> {
  const ledger = options.ledger ?? new ChargeLedger({ now: Date.now, newId: () => crypto.randomUUID() });
  const misbehaviour =
    options.misbehaviour ??
    new Misbehaviour(
      (options.faults ?? []).filter((fault) => fault.provider === options.name),
      options.onStruck ?? (() => undefined),
    );
  const { min, max } = options.workMs ?? { min: 50, max: 200 };
  const now = options.now ?? Date.now;
  const server = createServer((request, response) => {
    const arrivedMs = now();
    readBody(request, (text) => {
      const work = min + Math.random() * (max - min);
      setTimeout(() => {
        const call = route(request, text, ledger);
        if ('status' in call) {
          answer(response, call);
          return;
        }
        const behaviour = misbehaviour.next(call.operation, call.subject);
        const answered = serve(call, behaviour);
        if (answered !== undefined) answer(response, answered);
        else if (behaviour === 'reset') request.socket.destroy();
        options.onCall?.({
          provider: options.name,
          operation: call.operation,
          paymentId: ledger.paymentOf(call.subject) ?? call.subject,
          arrivedMs,
          ...(answered === undefined ? {} : { answeredMs: now(), status: answered.status }),
          ...(behaviour === undefined ? {} : { behaviour }),
        });
      }, work);
    });
  });
  const host = options.host ?? '127.0.0.1';
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, host, resolve);
  });
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : options.port;
  return {
    address: `http://${host}:${port}`,
    ledger,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function readBody(request: IncomingMessage, done: (text: string) => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('error', () => undefined);
  request.on('end', () => done(Buffer.concat(chunks).toString('utf8')));
}

/** Does what the call asks for, unless a fault forbids it; undefined means that the caller is told nothing. */
function serve(call: Call, behaviour: ProviderBehaviour | undefined): ProviderAnswer | undefined {
  switch (behaviour) {
    case undefined:
    case 'slow':
    case 'lands-late':
    case 'requires-action':
      return call.run(false);
    case 'decline':
      return call.run(true);
    case 'error-500':
      return problem(500, 'api_error', 'the provider has a problem of its own; nothing was done');
    case 'timeout-lands':
      call.run(false);
      return undefined;
    case 'timeout-lost':
    case 'reset':
      return undefined;
  }
}

function route(request: IncomingMessage, text: string, ledger: ChargeLedger): Call | ProviderAnswer {
  const url = new URL(request.url ?? '/', 'http://provider');
  const [version, resource, id, action, ...rest] = url.pathname.split('/').slice(1);
  if (version !== 'v1' || resource !== 'charges' || rest.length > 0) {
    return problem(404, 'not_found', `there is nothing at ${url.pathname}`);
  }
  if (request.method === 'GET' && action === undefined) return read(id, url, ledger);
  if (request.method !== 'POST') return problem(405, 'method_not_allowed', `${request.method} is not for this address`);
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || key === '') {
    return problem(400, 'idempotency_key_missing', 'send an Idempotency-Key with every POST');
  }
  return write({ path: url.pathname, id, action, key }, text, ledger);
}

function read(id: string | undefined, url: URL, ledger: ChargeLedger): Call | ProviderAnswer {
  if (id !== undefined && id !== '') return { operation: 'retrieve', subject: id, run: () => ledger.retrieve(id) };
  const paymentId = url.searchParams.get('payment_id');
  if (paymentId === null) return problem(400, 'parameter_missing', 'ask with ?payment_id=');
  return { operation: 'retrieve', subject: paymentId, run: () => ledger.search(paymentId) };
}

interface Target {
  readonly path: string;
  readonly id: string | undefined;
  readonly action: string | undefined;
  readonly key: string;
}

function write({ path, id, action, key }: Target, text: string, ledger: ChargeLedger): Call | ProviderAnswer {
  if (id === undefined || id === '') {
    const order = parseOrder(text);
    if (order === undefined)
      return problem(400, 'parameter_invalid', 'need payment_id, amount (minor units), currency');
    return {
      operation: 'create',
      subject: order.paymentId,
      run: () => ledger.once(path, key, order, () => ledger.create(key, order)),
    };
  }
  if (action === 'confirm') {
    return {
      operation: 'confirm',
      subject: id,
      run: (decline) => ledger.once(path, key, {}, () => ledger.confirm(id, decline ? 'decline' : 'succeed')),
    };
  }
  if (action === 'cancel') return { operation: 'cancel', subject: id, run: () => ledger.cancel(id) };
  return problem(404, 'not_found', `there is nothing at ${path}`);
}

function parseOrder(text: string): NewCharge | undefined {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('payment_id' in value && 'amount' in value && 'currency' in value)) return undefined;
  const { payment_id: paymentId, amount, currency } = value;
  if (typeof paymentId !== 'string' || paymentId === '') return undefined;
  if (typeof amount !== 'number' || !Number.isSafeInteger(amount) || amount <= 0) return undefined;
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) return undefined;
  return { paymentId, amount, currency };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problem(status: number, code: string, message: string): ProviderAnswer {
  return { status, body: { error: { code, message } } };
}

function answer(response: ServerResponse, { status, body }: ProviderAnswer): void {
  const text = JSON.stringify(body);
  // A Date header would be taken from the clock of the machine and differ between two runs of one seed.
  response.sendDate = false;
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
