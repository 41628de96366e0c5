/** Whatever becomes of the calls, of the webhooks and of the breakers: a payment ends once, and is charged at most once. */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { ChargeLedger } from '../../simulation/payments/provider/ledger.ts';
import { advance, hear, takenOver } from './advance.ts';
import {
  type Attempt,
  type Circumstances,
  type GatewayEvent,
  idempotencyKey,
  needsPermission,
  newAttempt,
  type Observation,
  operationOf,
  PROVIDERS,
  type Provider,
} from './attempt.ts';
import { callOff } from './call-off.ts';
import type { Advance } from './endings.ts';
import { holdBack } from './hold.ts';

const START = Date.UTC(2026, 0, 1);
const PAYMENT = '6f1c2f9e-0a57-4f2b-9a2e-0c5b1d6d7c01';
const UNKNOWN: Observation = { kind: 'unknown', reason: 'no answer within the time limit' };
const POLICY = {
  order: PROVIDERS,
  attempts: 3,
  retryMs: 1_000,
  retryMaxMs: 5_000,
  actionMs: 40_000,
  queueMs: 60_000,
};

/**
 * What becomes of one call on its way. `late`: its effect comes some calls later; `stubborn`: the same for a confirmation, and not
 * even a cancel keeps it off.
 */
const FATES = ['answered', 'landed', 'lost', 'late', 'stubborn', 'declined', 'action', 'interrupted', 'held'] as const;
type Fate = (typeof FATES)[number];

/** Three providers' ledgers behind a line that the fates play with. Calls are the same as over HTTP. */
class Line {
  readonly ledgers: ReadonlyMap<Provider, ChargeLedger>;
  readonly told: { readonly provider: Provider; readonly seen: Observation }[] = [];
  readonly #late: (() => void)[] = [];

  constructor() {
    this.ledgers = new Map(
      PROVIDERS.map((provider) => {
        let ids = 0;
        const newId = () => {
          ids += 1;
          return `${provider}_${ids}`;
        };
        const ledger = new ChargeLedger({ now: () => START, newId });
        ledger.notices.listen(({ type, data }) => this.#tell(provider, type, data));
        return [provider, ledger];
      }),
    );
  }

  call(attempt: Attempt, fate: Fate): Observation {
    const run = () => this.#perform(attempt, fate);
    const { chargeId } = attempt;
    if (fate === 'stubborn' && attempt.phase === 'CONFIRM' && chargeId !== undefined) {
      this.#late.push(() => this.ledgerOf(attempt).landLate(chargeId));
      return UNKNOWN;
    }
    if (fate === 'late') this.#late.push(run);
    const answer = fate === 'lost' || fate === 'late' || fate === 'stubborn' ? UNKNOWN : run();
    return fate === 'landed' || fate === 'interrupted' ? UNKNOWN : answer;
  }

  /** Everything that was under way arrives. */
  deliverLate(): void {
    for (const run of this.#late.splice(0)) run();
  }

  /** What was charged and not given back, in minor units. */
  net(): number {
    return [...this.ledgers.values()].reduce((sum, ledger) => {
      const paid = ledger.charges().filter(({ state }) => state === 'confirmed');
      const back = ledger.refunds().filter(({ state }) => state === 'succeeded');
      return sum + total(paid) - total(back);
    }, 0);
  }

  /** Whether a provider has ever moved money, also when it was given back. */
  paid(at: Pick<Attempt, 'provider'>): boolean {
    return this.ledgerOf(at)
      .charges()
      .some(({ state }) => state === 'confirmed');
  }

  ledgerOf({ provider }: Pick<Attempt, 'provider'>): ChargeLedger {
    const ledger = this.ledgers.get(provider);
    if (ledger === undefined) throw new Error(`no ledger of ${provider}`);
    return ledger;
  }

  #tell(provider: Provider, type: string, data: Readonly<Record<string, unknown>>): void {
    const chargeId = String(data['id']);
    if (type === 'charge.succeeded') this.told.push({ provider, seen: { kind: 'succeeded', chargeId } });
    if (type === 'charge.declined') this.told.push({ provider, seen: { kind: 'declined', chargeId } });
    if (type === 'charge.cancelled') this.told.push({ provider, seen: { kind: 'cancelled', chargeId } });
  }

  #perform(attempt: Attempt, fate: Fate): Observation {
    const ledger = this.ledgerOf(attempt);
    const { chargeId = '' } = attempt;
    const key = idempotencyKey(attempt);
    switch (operationOf(attempt.phase)) {
      case 'create': {
        const order = { paymentId: attempt.paymentId, amount: attempt.amount, currency: attempt.currency };
        return seenIn(ledger.once('create', key, order, () => ledger.create(key, order)).body);
      }
      case 'confirm':
        if (fate === 'action') return seenIn(ledger.confirm(chargeId, 'requires-action').body);
        return seenIn(
          ledger.once(`confirm ${chargeId}`, key, {}, () =>
            ledger.confirm(chargeId, fate === 'declined' ? 'card_declined' : 'succeed'),
          ).body,
        );
      case 'cancel': {
        const answer = ledger.cancel(chargeId);
        return answer.status === 409 ? { kind: 'succeeded', chargeId } : seenIn(answer.body);
      }
      case 'void':
        return ledger.void(`${key}:void`, chargeId).status === 200
          ? { kind: 'voided', chargeId }
          : { kind: 'cancelled', chargeId };
      default: {
        const found = ledger.charges().find(({ paymentId }) => paymentId === attempt.paymentId);
        return found === undefined ? { kind: 'absent' } : seenIn(ledger.retrieve(found.chargeId).body);
      }
    }
  }
}

function total(amounts: readonly { readonly amount: number }[]): number {
  return amounts.reduce((sum, { amount }) => sum + amount, 0);
}

function seenIn(body: unknown): Observation {
  const text = JSON.stringify(body);
  const chargeId = /"id":"([^"]+)"/.exec(text)?.[1];
  const status = /"status":"([^"]+)"/.exec(text)?.[1];
  if (chargeId === undefined) return UNKNOWN;
  if (status === 'succeeded' || status === 'declined' || status === 'cancelled') return { kind: status, chargeId };
  return { kind: status === 'requires_action' ? 'action' : 'open', chargeId };
}

/** The gateway's side: the rows of one payment, and what was published. */
class Gateway {
  readonly line = new Line();
  readonly attempts = new Map<Provider, Attempt>();
  readonly published: GatewayEvent[] = [];
  /** Where a confirm was sent. */
  readonly #confirming = new Set<Provider>();
  now = START;

  constructor() {
    const order = { paymentId: PAYMENT, provider: 'stripe' as const, amount: 1_000, currency: 'USD' };
    this.attempts.set('stripe', newAttempt(order, START));
  }

  /** The attempt that is due first, if there is anything left to do. */
  get due(): Attempt | undefined {
    return [...this.attempts.values()]
      .filter(({ phase }) => operationOf(phase) !== undefined)
      .sort((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt))[0];
  }

  /** Its owner wants it no more; true when it was not too late. */
  callOff(): boolean {
    let any = false;
    for (const attempt of this.attempts.values()) {
      const settled = callOff(attempt, this.#confirming.has(attempt.provider), 'changed my mind');
      if (settled === undefined) continue;
      this.#store(settled);
      any = true;
    }
    return any;
  }

  step(attempt: Attempt, fate: Fate): void {
    this.now = Math.max(this.now, Date.parse(attempt.dueAt));
    if (fate === 'held' && needsPermission(attempt.phase)) {
      const shut = new Map(PROVIDERS.map((provider) => [provider, this.now + 30_000] as const));
      // With the last bit of the clock: sometimes another provider is free, sometimes none.
      if (this.published.length % 2 === 0) shut.delete('adyen');
      this.#store(holdBack(attempt, shut, this.#circumstances()));
      return;
    }
    if (attempt.phase === 'CONFIRM') this.#confirming.add(attempt.provider);
    const seen = this.line.call(attempt, fate === 'held' ? 'answered' : fate);
    if (fate === 'interrupted') this.attempts.set(attempt.provider, takenOver(attempt));
    else this.#store(advance(attempt, seen, this.#circumstances()));
  }

  /** A webhook comes in; each may come again. */
  hear({ provider, seen }: Line['told'][number]): void {
    const attempt = this.attempts.get(provider);
    if (attempt === undefined) throw new Error(`told of a charge at ${provider}, where none was made`);
    this.#store(hear(attempt, seen, this.#circumstances()));
  }

  #store({ attempt, events, next }: Advance): void {
    this.attempts.set(attempt.provider, attempt);
    if (next !== undefined) {
      expect(this.attempts.has(next.provider)).toBe(false);
      this.attempts.set(next.provider, next);
    }
    this.published.push(...events);
  }

  #circumstances(): Circumstances {
    return { now: this.now, jitter: 0.5, policy: POLICY, usable: PROVIDERS };
  }
}

function isEnd({ event_type: type }: GatewayEvent): boolean {
  return type === 'GatewayResponseReceived' || type === 'GatewayFailed' || type === 'GatewayChargeCancelled';
}

describe('whatever becomes of the calls', () => {
  const fates = fc.array(fc.constantFrom(...FATES), { maxLength: 40 });

  property.prop(
    [
      fates,
      fc.option(fc.nat(12), { nil: undefined }),
      fc.array(fc.nat(60), { maxLength: 4 }),
      fc.array(fc.nat(60), { maxLength: 6 }),
    ],
    {
      numRuns: 3_000,
    },
  )(
    'a payment ends once and as the ledgers say, charged at most once in the end, also when calls land late and webhooks come in any order',
    (all, cancelAfter, lateAfter, tellAfter) => {
      const gateway = new Gateway();
      const { line } = gateway;
      let calls = 0;
      for (let attempt = gateway.due; attempt !== undefined; attempt = gateway.due) {
        const fate = all[calls] ?? 'answered';
        calls += 1;
        // The worker that was about to call finds its lease gone.
        if (calls === cancelAfter && gateway.callOff()) continue;
        expect(calls).toBeLessThan(300);
        gateway.step(attempt, fate);
        if (lateAfter.includes(calls)) line.deliverLate();
        // One that came before, and may have been heard of.
        const notice = line.told[(calls * 7) % Math.max(1, line.told.length)];
        if (tellAfter.includes(calls) && notice !== undefined) gateway.hear(notice);
      }
      line.deliverLate();
      // Every webhook comes in the end, the last first.
      for (const notice of line.told.toReversed()) gateway.hear(notice);
      for (let attempt = gateway.due; attempt !== undefined; attempt = gateway.due) gateway.step(attempt, 'answered');

      const review = gateway.published.findIndex(({ event_type: type }) => type === 'GatewayVerificationRequired');
      const afterReview = review < 0 ? [] : gateway.published.slice(review + 1);
      expect(afterReview.filter((event) => !isEnd(event) && event.event_type !== 'GatewayChargeVoided')).toEqual([]);

      const ends = gateway.published.filter(isEnd);
      expect(ends).toHaveLength(1);
      const isPaid = ends.some(({ data }) => 'outcome' in data && data.outcome === 'approved');
      expect(line.net()).toBe(isPaid ? 1_000 : 0);
      // A charge that was abandoned before, at another provider, may still land and be given back.
      for (const end of ends) if (end.event_type === 'GatewayChargeCancelled') expect(line.paid(end.data)).toBe(false);
      for (const ledger of line.ledgers.values()) expect(ledger.charges().length).toBeLessThanOrEqual(1);
    },
  );
});
