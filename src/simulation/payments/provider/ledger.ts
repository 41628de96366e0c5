/**
 * The books of one payment provider: charges and the answers given under each idempotency key. It is the truth
 * on money in a run, so it knows nothing of faults or HTTP: what is recorded here has happened, whatever anybody
 * was told. Money moves on `confirm` and nowhere else.
 */
import type { ProviderCharge, ProviderRefund } from '../history.ts';

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
}

interface Charge extends NewCharge {
  readonly chargeId: string;
  readonly idempotencyKey: string;
  state: ProviderCharge['state'];
  confirmedMs?: number;
}

interface StoredAnswer {
  readonly fingerprint: string;
  readonly answer: ProviderAnswer;
}

export interface LedgerOptions {
  /** Milliseconds; the time stamped on confirmations. */
  readonly now: () => number;
  /** Must not repeat within one ledger. */
  readonly newId: () => string;
}

const DECLINE_CODE = 'card_declined';

const statusOf = {
  created: 'requires_confirmation',
  'requires-action': 'requires_action',
  confirmed: 'succeeded',
  declined: 'declined',
  cancelled: 'cancelled',
} as const;

function problem(status: number, code: string, message: string): ProviderAnswer {
  return { status, body: { error: { code, message } } };
}

function show(charge: Charge): Record<string, unknown> {
  return {
    id: charge.chargeId,
    status: statusOf[charge.state],
    payment_id: charge.paymentId,
    amount: charge.amount,
    currency: charge.currency,
    ...(charge.state === 'declined' ? { decline_code: DECLINE_CODE } : {}),
  };
}

export class ChargeLedger {
  readonly #charges = new Map<string, Charge>();
  readonly #answers = new Map<string, StoredAnswer>();
  readonly #options: LedgerOptions;

  constructor(options: LedgerOptions) {
    this.#options = options;
  }

  /** All charges ever created, oldest first. */
  charges(): readonly ProviderCharge[] {
    return [...this.#charges.values()].map((charge) => ({ ...charge }));
  }

  /** All money that went back, oldest first. */
  refunds(): readonly ProviderRefund[] {
    return [];
  }

  /** The payment that a charge belongs to. */
  paymentOf(chargeId: string): string | undefined {
    return this.#charges.get(chargeId)?.paymentId;
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

  create(idempotencyKey: string, order: NewCharge): ProviderAnswer {
    const charge: Charge = { ...order, chargeId: `ch_${this.#options.newId()}`, idempotencyKey, state: 'created' };
    this.#charges.set(charge.chargeId, charge);
    return { status: 201, body: show(charge) };
  }

  /** Moves the money, or declines for good. Confirming a second time moves nothing and says what is. */
  confirm(chargeId: string, verdict: 'succeed' | 'decline'): ProviderAnswer {
    const charge = this.#charges.get(chargeId);
    if (charge === undefined) return unknownCharge(chargeId);
    if (charge.state === 'cancelled') return problem(409, 'charge_cancelled', `charge ${chargeId} was cancelled`);
    if (charge.state === 'created') {
      charge.state = verdict === 'succeed' ? 'confirmed' : 'declined';
      if (verdict === 'succeed') charge.confirmedMs = this.#options.now();
    }
    return { status: 200, body: show(charge) };
  }

  retrieve(chargeId: string): ProviderAnswer {
    const charge = this.#charges.get(chargeId);
    return charge === undefined ? unknownCharge(chargeId) : { status: 200, body: show(charge) };
  }

  /** All charges of a payment, oldest first; none is an answer too. */
  search(paymentId: string): ProviderAnswer {
    const found = [...this.#charges.values()].filter((charge) => charge.paymentId === paymentId);
    return { status: 200, body: { data: found.map(show) } };
  }

  /** After this the charge can never succeed. Refused with 409 once it did. */
  cancel(chargeId: string): ProviderAnswer {
    const charge = this.#charges.get(chargeId);
    if (charge === undefined) return unknownCharge(chargeId);
    if (charge.state === 'confirmed') return problem(409, 'charge_succeeded', `charge ${chargeId} has succeeded`);
    if (charge.state === 'created') charge.state = 'cancelled';
    return { status: 200, body: show(charge) };
  }
}

function unknownCharge(chargeId: string): ProviderAnswer {
  return problem(404, 'charge_not_found', `there is no charge ${chargeId}`);
}
