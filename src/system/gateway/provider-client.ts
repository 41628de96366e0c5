/**
 * The HTTP API of a payment provider, as far as it is used: create, confirm, retrieve, cancel. Each call is made once,
 * with a time limit, and comes back as an observation; it never throws. What is not a definite answer is `unknown`:
 * a time-out, a broken connection, a 5xx, an answer that cannot be read. Nothing is concluded from silence.
 */
import { isRecord } from '../platform/rows.ts';
import type { Observation } from './attempt.ts';

export interface ProviderClientOptions {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  /** How long one call may take. */
  readonly timeoutMs: number;
}

/** What is to be charged; amounts in minor units. */
export interface ChargeOrder {
  readonly paymentId: string;
  readonly amount: number;
  readonly currency: string;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

interface Charge {
  readonly id: string;
  readonly status: string;
  readonly declineCode?: string;
}

export class ProviderClient {
  readonly #options: ProviderClientOptions;

  constructor(options: ProviderClientOptions) {
    this.#options = options;
  }

  /** Creates the charge; no money moves. A 4xx is a definite refusal, except where it says "later" (408, 425, 429). */
  async create(order: ChargeOrder, key: string): Promise<Observation> {
    const body = { payment_id: order.paymentId, amount: order.amount, currency: order.currency };
    return this.#ask('POST', '/v1/charges', { key, body }, (answer) =>
      isDefiniteRefusal(answer.status)
        ? { kind: 'refused', reason: `the provider refused the charge with ${describe(answer)}` }
        : ofCharge(answer),
    );
  }

  /** Confirms the charge: the money moves. */
  async confirm(chargeId: string, key: string): Promise<Observation> {
    return this.#ask('POST', `${pathOf(chargeId)}/confirm`, { key, body: {} }, (answer) =>
      answer.status === 404 ? { kind: 'absent' } : ofCharge(answer),
    );
  }

  /** What there is of a charge. */
  async retrieve(chargeId: string): Promise<Observation> {
    return this.#ask('GET', pathOf(chargeId), {}, (answer) =>
      answer.status === 404 ? { kind: 'absent' } : ofCharge(answer),
    );
  }

  /** What there is for a payment whose charge is not known by id. */
  async search(paymentId: string): Promise<Observation> {
    const query = new URLSearchParams({ payment_id: paymentId });
    return this.#ask('GET', `/v1/charges?${query.toString()}`, {}, ofList);
  }

  /** Cancels the charge. A refusal because it has succeeded is a definite answer too. */
  async cancel(chargeId: string, key: string): Promise<Observation> {
    return this.#ask('POST', `${pathOf(chargeId)}/cancel`, { key, body: {} }, (answer) => {
      if (answer.status === 409 && errorCodeOf(answer.body) === 'charge_succeeded')
        return { kind: 'succeeded', chargeId };
      return answer.status === 404 ? { kind: 'absent' } : ofCharge(answer);
    });
  }

  async #ask(
    method: 'GET' | 'POST',
    path: string,
    { key, body }: { readonly key?: string; readonly body?: unknown },
    read: (answer: Answer) => Observation,
  ): Promise<Observation> {
    try {
      const response = await fetch(`${this.#options.baseUrl}${path}`, {
        method,
        signal: AbortSignal.timeout(this.#options.timeoutMs),
        headers: {
          accept: 'application/json',
          ...(key === undefined ? {} : { 'idempotency-key': key }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const parsed: unknown = await response.json();
      return read({ status: response.status, body: parsed });
    } catch (error) {
      return { kind: 'unknown', reason: `${method} ${path}: ${reasonOf(error)}` };
    }
  }
}

function pathOf(chargeId: string): string {
  return `/v1/charges/${encodeURIComponent(chargeId)}`;
}

function ofCharge(answer: Answer): Observation {
  const charge = answer.status >= 200 && answer.status < 300 ? chargeFrom(answer.body) : undefined;
  return charge === undefined
    ? { kind: 'unknown', reason: `unexpected answer: ${describe(answer)}` }
    : observed(charge);
}

/** Of several charges the one counts that moved money; then one that still may. */
function ofList(answer: Answer): Observation {
  if (answer.status !== 200 || !isRecord(answer.body) || !Array.isArray(answer.body['data'])) {
    return { kind: 'unknown', reason: `unexpected answer: ${describe(answer)}` };
  }
  const charges = answer.body['data'].map(chargeFrom);
  const seen = charges.map(
    (charge): Observation =>
      charge === undefined ? { kind: 'unknown', reason: 'a charge in the list cannot be read' } : observed(charge),
  );
  const weightiest = (['succeeded', 'unknown', 'open', 'declined', 'cancelled'] as const)
    .map((kind) => seen.find((one) => one.kind === kind))
    .find((one) => one !== undefined);
  return weightiest ?? { kind: 'absent' };
}

function observed({ id, status, declineCode }: Charge): Observation {
  switch (status) {
    case 'requires_confirmation':
      return { kind: 'open', chargeId: id };
    case 'succeeded':
      return { kind: 'succeeded', chargeId: id };
    case 'declined':
      return { kind: 'declined', chargeId: id, ...(declineCode === undefined ? {} : { declineCode }) };
    case 'cancelled':
      return { kind: 'cancelled', chargeId: id };
    default:
      return { kind: 'unknown', reason: `charge ${id} has the unknown status ${status}` };
  }
}

function chargeFrom(value: unknown): Charge | undefined {
  if (!isRecord(value)) return undefined;
  const { id, status, decline_code: declineCode } = value;
  if (typeof id !== 'string' || id === '' || typeof status !== 'string') return undefined;
  return { id, status, ...(typeof declineCode === 'string' && declineCode !== '' ? { declineCode } : {}) };
}

function isDefiniteRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 409 && status !== 425 && status !== 429;
}

/** Status and the provider's own code, never the whole answer: it may hold what does not belong into a log. */
function describe({ status, body }: Answer): string {
  const code = errorCodeOf(body);
  return code === undefined ? `HTTP ${status}` : `HTTP ${status} ${code}`;
}

function errorCodeOf(body: unknown): string | undefined {
  const error = isRecord(body) ? body['error'] : undefined;
  return isRecord(error) && typeof error['code'] === 'string' ? error['code'] : undefined;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'no answer within the time limit';
  return error.cause instanceof Error ? error.cause.message : error.message;
}
