/**
 * The books of one payment provider: charges, refunds, and the answers given under each idempotency key. It is the truth
 * on money in a run, so it knows nothing of faults or HTTP: what is recorded here has happened, whatever anybody
 * was told. Money moves on `confirm` (or when the card's holder agrees), and back on `refund` and `void`.
 */
import type { ProviderCharge, ProviderRefund } from '../history.ts';
import { Notices } from './notices.ts';

/** An HTTP answer of the provider: status code and JSON body. */
export interface ProviderAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface NewCharge {
  readonly paymentId: string;
  /** Minor units, positive. */
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
  /** The card's token, for payments without a wallet. */
  readonly source?: string;
}

/** Why a confirmation, or a refund, is declined. */
export type DeclineCode = 'card_declined' | 'insufficient_funds' | 'processing_error';

/** What a confirmation comes to. */
export type Verdict = 'succeed' | 'requires-action' | DeclineCode;

interface Charge extends NewCharge {
  readonly chargeId: string;
  readonly idempotencyKey: string;
  /** Of the provider's clock, in milliseconds since 1970; by it the books are asked for. */
  readonly createdAt: number;
  state: ProviderCharge['state'];
  declineCode?: DeclineCode;
  confirmedMs?: number;
}

interface StoredAnswer {
  readonly fingerprint: string;
  readonly answer: ProviderAnswer;
}

export interface LedgerOptions {
  /** Milliseconds; the time stamped on what happens. */
  readonly now: () => number;
  /** Must not repeat within one ledger. */
  readonly newId: () => string;
}

/** Charges in one page of the books. */
const PAGE = 100;

const statusOf = {
  created: 'requires_confirmation',
  'requires-action': 'requires_action',
  confirmed: 'succeeded',
  declined: 'declined',
  cancelled: 'cancelled',
} as const;

export class ChargeLedger {
  /** What there is to tell by webhook. */
  readonly notices: Notices;
  readonly #charges = new Map<string, Charge>();
  readonly #refunds = new Map<string, ProviderRefund>();
  readonly #answers = new Map<string, StoredAnswer>();
  readonly #options: LedgerOptions;

  constructor(options: LedgerOptions) {
    this.#options = options;
    this.notices = new Notices(() => `evt_${options.newId()}`);
  }

  /** All charges ever created, oldest first. */
  charges(): readonly ProviderCharge[] {
    return [...this.#charges.values()].map((charge) => ({ ...charge }));
  }

  /** All money that went back, oldest first. */
  refunds(): readonly ProviderRefund[] {
    return [...this.#refunds.values()];
  }

  /** Webhooks that nobody has taken yet. */
  undelivered(): number {
    return this.notices.pending.length;
  }

  /** The payment that a charge or a refund belongs to. */
  paymentOf(id: string): string | undefined {
    return this.#charges.get(id)?.paymentId ?? this.#refunds.get(id)?.paymentId;
  }

  /** Whether money was moved by a charge, and not merely asked for. */
  isConfirmed(chargeId: string): boolean {
    return this.#charges.get(chargeId)?.state === 'confirmed';
  }

  /** The card's token that a charge was made with. */
  sourceOf(chargeId: string): string | undefined {
    return this.#charges.get(chargeId)?.source;
  }

  /**
   * Runs `effect` at most once for a key and scope (the path it was used on). The same key with the same
   * parameters gets the stored answer, with others 422, and nothing is done.
   */
  once(scope: string, key: string, parameters: unknown, effect: () => ProviderAnswer): ProviderAnswer {
    const name = `${scope} ${key}`;
    const fingerprint = JSON.stringify(parameters);
    const stored = this.#answers.get(name);
    if (stored !== undefined) {
      if (stored.fingerprint === fingerprint) return stored.answer;
      return problem(422, 'idempotency_key_reused', `key ${key} was used with other parameters`);
    }
    const answer = effect();
    this.#answers.set(name, { fingerprint, answer });
    return answer;
  }

  /** As if the key had expired: the next time, what it was used for is done again. */
  forget(scope: string, key: string): void {
    this.#answers.delete(`${scope} ${key}`);
  }

  create(idempotencyKey: string, order: NewCharge): ProviderAnswer {
    const chargeId = `ch_${this.#options.newId()}`;
    const charge: Charge = { ...order, chargeId, idempotencyKey, createdAt: Date.now(), state: 'created' };
    this.#charges.set(charge.chargeId, charge);
    return { status: 201, body: this.#show(charge) };
  }

  /** Moves the money, or declines for good. Confirming a second time moves nothing and says what is. */
  confirm(chargeId: string, verdict: Verdict): ProviderAnswer {
    const charge = this.#charges.get(chargeId);
    if (charge === undefined) return unknownCharge(chargeId);
    if (charge.state === 'cancelled') return problem(409, 'charge_cancelled', `charge ${chargeId} was cancelled`);
    if (charge.state === 'created') this.#decide(charge, verdict);
    return { status: 200, body: this.#show(charge) };
  }

  /** The confirmation was on its way to the bank already: the money moves, even from a charge that was cancelled meanwhile. */
  landLate(chargeId: string): void {
    const charge = this.#charges.get(chargeId);
    if (charge !== undefined && charge.state !== 'confirmed' && charge.state !== 'declined') {
      this.#decide(charge, 'succeed');
    }
  }

  /** What the holder of the card said. */
  completeAction(chargeId: string, verdict: 'succeed' | 'card_declined'): ProviderAnswer {
    const charge = this.#charges.get(chargeId);
    if (charge === undefined) return unknownCharge(chargeId);
    if (charge.state !== 'requires-action') {
      return problem(409, 'no_action_required', `charge ${chargeId} is ${statusOf[charge.state]}`);
    }
    this.#decide(charge, verdict);
    return { status: 200, body: this.#show(charge) };
  }

  retrieve(chargeId: string): ProviderAnswer {
    const charge = this.#charges.get(chargeId);
    return charge === undefined ? unknownCharge(chargeId) : { status: 200, body: this.#show(charge) };
  }

  /** All charges of a payment, oldest first; none is an answer too. */
  search(paymentId: string): ProviderAnswer {
    const found = [...this.#charges.values()].filter((charge) => charge.paymentId === paymentId);
    return { status: 200, body: { data: found.map((charge) => this.#show(charge)) } };
  }

  /** A page of the books, oldest first: what was created from `since` (milliseconds since 1970) on, after the charge `after`. */
  list(since: number, after: string | undefined): ProviderAnswer {
    const all = [...this.#charges.values()].filter(({ createdAt }) => createdAt >= since);
    const start = after === undefined ? 0 : all.findIndex(({ chargeId }) => chargeId === after) + 1;
    const page = all.slice(start, start + PAGE);
    const last = start + PAGE < all.length ? page.at(-1)?.chargeId : undefined;
    const data = page.map((charge) => this.#show(charge));
    return { status: 200, body: { data, ...(last === undefined ? {} : { next: last }) } };
  }

  /** After this the charge can never succeed. Refused with 409 once it did. */
  cancel(chargeId: string): ProviderAnswer {
    const charge = this.#charges.get(chargeId);
    if (charge === undefined) return unknownCharge(chargeId);
    if (charge.state === 'confirmed') return problem(409, 'charge_succeeded', `charge ${chargeId} has succeeded`);
    if (charge.state === 'created' || charge.state === 'requires-action') {
      charge.state = 'cancelled';
      this.notices.add('charge.cancelled', this.#show(charge));
    }
    return { status: 200, body: this.#show(charge) };
  }

  /** Gives back a part of what was charged; `fails` is an answer of the bank, and final. */
  refund(idempotencyKey: string, chargeId: string, amount: number, fails: boolean): ProviderAnswer {
    const charge = this.#charges.get(chargeId);
    if (charge === undefined) return unknownCharge(chargeId);
    if (charge.state !== 'confirmed') return problem(409, 'charge_not_succeeded', `charge ${chargeId} was not paid`);
    if (amount > this.#left(charge)) {
      return problem(409, 'amount_too_large', `only ${this.#left(charge)} of charge ${chargeId} is left`);
    }
    const refund = this.#giveBack(charge, idempotencyKey, amount, 'refund', fails ? 'failed' : 'succeeded');
    return { status: 200, body: showRefund(refund) };
  }

  /** Gives back what is left of a charge. */
  void(idempotencyKey: string, chargeId: string): ProviderAnswer {
    const charge = this.#charges.get(chargeId);
    if (charge === undefined) return unknownCharge(chargeId);
    if (charge.state !== 'confirmed') return problem(409, 'charge_not_succeeded', `charge ${chargeId} was not paid`);
    const left = this.#left(charge);
    if (left > 0) this.#giveBack(charge, idempotencyKey, left, 'void', 'succeeded');
    return { status: 200, body: this.#show(charge) };
  }

  retrieveRefund(refundId: string): ProviderAnswer {
    const refund = this.#refunds.get(refundId);
    return refund === undefined
      ? problem(404, 'refund_not_found', `there is no refund ${refundId}`)
      : { status: 200, body: showRefund(refund) };
  }

  /** All refunds of a charge, oldest first. */
  searchRefunds(chargeId: string): ProviderAnswer {
    const found = [...this.#refunds.values()].filter((refund) => refund.chargeId === chargeId);
    return { status: 200, body: { data: found.map(showRefund) } };
  }

  /** The holder of the card says that it was not him. No money moves by that alone. */
  dispute(chargeId: string, reason: string): ProviderAnswer {
    const charge = this.#charges.get(chargeId);
    if (charge === undefined) return unknownCharge(chargeId);
    if (charge.state !== 'confirmed') return problem(409, 'charge_not_succeeded', `charge ${chargeId} was not paid`);
    const { paymentId, amount, currency } = charge;
    const id = `dp_${this.#options.newId()}`;
    const body = { id, charge_id: chargeId, payment_id: paymentId, amount, currency, reason };
    this.notices.add('charge.disputed', body);
    return { status: 201, body };
  }

  #decide(charge: Charge, verdict: Verdict): void {
    if (verdict === 'requires-action') {
      charge.state = verdict;
    } else if (verdict === 'succeed') {
      charge.state = 'confirmed';
      charge.confirmedMs = this.#options.now();
      this.notices.add('charge.succeeded', this.#show(charge));
    } else {
      charge.state = 'declined';
      charge.declineCode = verdict;
      this.notices.add('charge.declined', this.#show(charge));
    }
  }

  #giveBack(
    charge: Charge,
    idempotencyKey: string,
    amount: number,
    kind: ProviderRefund['kind'],
    state: ProviderRefund['state'],
  ): ProviderRefund {
    const { chargeId, paymentId, currency } = charge;
    const refundId = `re_${this.#options.newId()}`;
    const atMs = this.#options.now();
    const refund = { refundId, chargeId, paymentId, idempotencyKey, amount, currency, state, kind, atMs };
    this.#refunds.set(refundId, refund);
    // Of a void its answer tells enough; it has no refund on the other side.
    if (kind === 'refund') this.notices.add(`refund.${state}`, showRefund(refund));
    return refund;
  }

  #refunded(charge: Charge): number {
    return [...this.#refunds.values()]
      .filter(({ chargeId, state }) => chargeId === charge.chargeId && state === 'succeeded')
      .reduce((sum, { amount }) => sum + amount, 0);
  }

  #left(charge: Charge): number {
    return charge.amount - this.#refunded(charge);
  }

  #show(charge: Charge): Readonly<Record<string, unknown>> {
    return {
      id: charge.chargeId,
      status: statusOf[charge.state],
      payment_id: charge.paymentId,
      amount: charge.amount,
      currency: charge.currency,
      amount_refunded: this.#refunded(charge),
      ...(charge.declineCode === undefined ? {} : { decline_code: charge.declineCode }),
    };
  }
}

/** An error of the provider's API. */
export function problem(status: number, code: string, message: string): ProviderAnswer {
  return { status, body: { error: { code, message } } };
}

function showRefund(refund: ProviderRefund): Readonly<Record<string, unknown>> {
  return {
    id: refund.refundId,
    charge_id: refund.chargeId,
    payment_id: refund.paymentId,
    amount: refund.amount,
    currency: refund.currency,
    status: refund.state,
    idempotency_key: refund.idempotencyKey,
    ...(refund.state === 'failed' ? { failure_code: 'expired_or_canceled_card' } : {}),
  };
}

function unknownCharge(chargeId: string): ProviderAnswer {
  return problem(404, 'charge_not_found', `there is no charge ${chargeId}`);
}
