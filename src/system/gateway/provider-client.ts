/**
 * The HTTP API of a payment provider, as far as it is used: create, confirm, retrieve, cancel, void, refund. Each call is made once,
 * with a time limit, and comes back as an observation; it never throws. What is not a definite answer is `unknown`:
 * a time-out, a broken connection, a 5xx, an answer that cannot be read. Nothing is concluded from silence.
 */
import { request } from 'undici';
import { followCall } from '../platform/index.ts';
import type { Observation } from './attempt.ts';
import {
  type Answer,
  describe,
  errorCodeOf,
  isDefiniteRefusal,
  type ListedCharge,
  type ListedCharges,
  ofCharge,
  ofList,
  ofListing,
  ofRefund,
  ofRefundList,
} from './provider-answers.ts';
import type { RefundObservation } from './refund.ts';

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
  /** The card's token; absent when the money is the user's, in a wallet. */
  readonly source?: string;
}

/** What is to be given back of a charge; the amount in minor units. */
export interface RefundOrder {
  readonly chargeId: string;
  readonly amount: number;
}

/** Reasons go into events, whose contracts bound them. */
const REASON_MAX = 500;

/** What goes into a request. */
interface Content {
  /** Takes the place of `:id` in the route. */
  readonly id?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly key?: string;
  readonly body?: unknown;
}

export class ProviderClient {
  readonly #options: ProviderClientOptions;

  constructor(options: ProviderClientOptions) {
    this.#options = options;
  }

  /** Creates the charge; no money moves. A 4xx is a definite refusal, except where it says "later" (408, 425, 429). */
  async create(order: ChargeOrder, key: string): Promise<Observation> {
    const { paymentId, amount, currency, source } = order;
    const body = { payment_id: paymentId, amount, currency, ...(source === undefined ? {} : { source }) };
    return this.#ask('POST', '/v1/charges', { key, body }, (answer) =>
      isDefiniteRefusal(answer.status)
        ? { kind: 'refused', reason: `the provider refused the charge with ${describe(answer)}` }
        : ofCharge(answer),
    );
  }

  /** Confirms the charge: the money moves. */
  async confirm(chargeId: string, key: string): Promise<Observation> {
    return this.#ask('POST', '/v1/charges/:id/confirm', { id: chargeId, key, body: {} }, (answer) =>
      answer.status === 404 ? { kind: 'absent' } : ofCharge(answer),
    );
  }

  /** What there is of a charge. */
  async retrieve(chargeId: string): Promise<Observation> {
    return this.#ask('GET', '/v1/charges/:id', { id: chargeId }, (answer) =>
      answer.status === 404 ? { kind: 'absent' } : ofCharge(answer),
    );
  }

  /** What there is for a payment whose charge is not known by id. */
  async search(paymentId: string): Promise<Observation> {
    return this.#ask('GET', '/v1/charges', { query: { payment_id: paymentId } }, ofList);
  }

  /** Cancels the charge. A refusal because it has succeeded is a definite answer too. */
  async cancel(chargeId: string, key: string): Promise<Observation> {
    return this.#ask('POST', '/v1/charges/:id/cancel', { id: chargeId, key, body: {} }, (answer) => {
      if (answer.status === 409 && errorCodeOf(answer.body) === 'charge_succeeded')
        return { kind: 'succeeded', chargeId };
      return answer.status === 404 ? { kind: 'absent' } : ofCharge(answer);
    });
  }

  /** Gives back what is left of a charge. That there is nothing to give back is an answer too. */
  async void(chargeId: string, key: string): Promise<Observation> {
    return this.#ask('POST', '/v1/charges/:id/void', { id: chargeId, key, body: {} }, (answer) => {
      if (answer.status >= 200 && answer.status < 300) return { kind: 'voided', chargeId };
      if (answer.status === 409 && errorCodeOf(answer.body) === 'charge_not_succeeded')
        return { kind: 'cancelled', chargeId };
      return answer.status === 404
        ? { kind: 'absent' }
        : { kind: 'unknown', reason: `unexpected answer: ${describe(answer)}` };
    });
  }

  /** Gives back a part of a charge, or all of it. */
  async refund({ chargeId, amount }: RefundOrder, key: string): Promise<RefundObservation> {
    const body = { charge_id: chargeId, amount };
    return this.#ask('POST', '/v1/refunds', { key, body }, ofRefund);
  }

  /** What there is of the refund that was asked for under `key`. */
  async findRefund(chargeId: string, key: string): Promise<RefundObservation> {
    return this.#ask('GET', '/v1/refunds', { query: { charge_id: chargeId } }, (answer) => ofRefundList(answer, key));
  }

  /** One page of the provider's books, oldest first: charges that were created from `since` on, after the charge `after`. */
  async list(since: string, after?: string): Promise<ListedCharges> {
    const query = { created_since: since, ...(after === undefined ? {} : { after }) };
    return this.#ask('GET', '/v1/charges', { query }, ofListing);
  }

  /** One charge as the books show it; undefined when the provider does not know it, or could not be asked. */
  async inspect(chargeId: string): Promise<ListedCharge | undefined> {
    const seen = await this.#ask('GET', '/v1/charges/:id', { id: chargeId }, (answer) =>
      ofListing({ status: answer.status, body: { data: [answer.body] } }),
    );
    return seen.kind === 'page' ? seen.charges[0] : undefined;
  }

  async #ask<Seen>(
    method: 'GET' | 'POST',
    route: string,
    { id, query, key, body }: Content,
    read: (answer: Answer) => Seen,
  ): Promise<Seen | { readonly kind: 'unknown'; readonly reason: string }> {
    const path = pathOf(route, id, query);
    try {
      return await followCall(`${method} ${route}`, async (tracing) => {
        // Not `fetch`: its streams cost more than all the rest of a call.
        const response = await request(`${this.#options.baseUrl}${path}`, {
          method,
          signal: AbortSignal.timeout(this.#options.timeoutMs),
          headers: {
            accept: 'application/json',
            ...(key === undefined ? {} : { 'idempotency-key': key }),
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            ...tracing,
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const parsed: unknown = await response.body.json();
        return read({ status: response.statusCode, body: parsed });
      });
    } catch (error) {
      return { kind: 'unknown', reason: `${method} ${path}: ${reasonOf(error)}`.slice(0, REASON_MAX) };
    }
  }
}

function pathOf(route: string, id: string | undefined, query: Content['query']): string {
  const path = id === undefined ? route : route.replace(':id', encodeURIComponent(id));
  return query === undefined ? path : `${path}?${new URLSearchParams(query).toString()}`;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'no answer within the time limit';
  return error.cause instanceof Error ? error.cause.message : error.message;
}
