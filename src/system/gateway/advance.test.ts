import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { ChargeLedger } from '../../simulation/payments/provider/ledger.ts';
import { advance, requestSent, takenOver } from './advance.ts';
import { type Attempt, type GatewayEvent, idempotencyKey, type Observation, operationOf } from './attempt.ts';

const NOW = Date.UTC(2026, 0, 1);
const CHARGE = 'ch_1';
const FIRST: Attempt = {
  paymentId: '6f1c2f9e-0a57-4f2b-9a2e-0c5b1d6d7c01',
  provider: 'stripe',
  amount: 1_000,
  currency: 'USD',
  phase: 'CREATE',
  number: 1,
  verifications: 0,
  dueAt: new Date(NOW).toISOString(),
};
const OPEN: Observation = { kind: 'open', chargeId: CHARGE };
const SUCCEEDED: Observation = { kind: 'succeeded', chargeId: CHARGE };
const CANCELLED: Observation = { kind: 'cancelled', chargeId: CHARGE };
const UNKNOWN: Observation = { kind: 'unknown', reason: 'no answer within the time limit' };
const ABSENT: Observation = { kind: 'absent' };

/** What an attempt asks, how long it waits before, and what it publishes, when the provider shows `seen` one after the other. */
function story(...seen: readonly Observation[]): readonly string[] {
  const told = [`${FIRST.phase}`];
  let attempt = FIRST;
  let now = NOW;
  for (const one of seen) {
    const next = advance(attempt, one, now);
    const wait = Date.parse(next.attempt.dueAt) - now;
    told.push(...next.events.map(describeEvent));
    attempt = next.attempt;
    now = Math.max(now, Date.parse(attempt.dueAt));
    told.push(wait > 0 ? `${attempt.phase} after ${wait} ms` : attempt.phase);
  }
  return told;
}

function describeEvent({ event_type: type, data }: GatewayEvent): string {
  if (type === 'GatewayResponseReceived') return `${type} ${data.outcome}`;
  if (type === 'GatewayFailed') return `${type} ${data.error_code}`;
  return type === 'GatewayTimeoutOccurred'
    ? `${type} ${data.attempt_number} ${data.next_retry_in_seconds ?? '-'}`
    : type;
}

describe('an attempt', () => {
  it('creates, confirms, and is settled', () => {
    expect(story(OPEN, SUCCEEDED)).toEqual(['CREATE', 'CONFIRM', 'GatewayResponseReceived approved', 'SETTLED']);
  });

  it('announces each call before it is made, with the number of the attempt', () => {
    expect(requestSent(FIRST)).toEqual([
      {
        event_type: 'GatewayRequestSent',
        data: {
          payment_id: FIRST.paymentId,
          provider: 'stripe',
          operation: 'create',
          attempt: 1,
          amount: 1_000,
          currency: 'USD',
        },
      },
    ]);
    expect(requestSent({ ...FIRST, phase: 'SETTLED' })).toEqual([]);
  });

  it('is never tried again after a decline', () => {
    expect(story(OPEN, { kind: 'declined', chargeId: CHARGE, declineCode: 'card_declined' })).toEqual([
      'CREATE',
      'CONFIRM',
      'GatewayResponseReceived declined',
      'SETTLED',
    ]);
  });

  it('finds out after a time-out that the charge did succeed', () => {
    expect(story(OPEN, UNKNOWN, SUCCEEDED)).toEqual([
      'CREATE',
      'CONFIRM',
      'GatewayTimeoutOccurred 1 1',
      'RESOLVE',
      'GatewayResponseReceived approved',
      'SETTLED',
    ]);
  });

  it('confirms three times in all, after 1 s and 2 s, and then cancels', () => {
    expect(story(OPEN, UNKNOWN, OPEN, UNKNOWN, OPEN, UNKNOWN, OPEN, CANCELLED)).toEqual([
      'CREATE',
      'CONFIRM',
      'GatewayTimeoutOccurred 1 1',
      'RESOLVE',
      'CONFIRM after 1000 ms',
      'GatewayTimeoutOccurred 2 2',
      'RESOLVE',
      'CONFIRM after 2000 ms',
      'GatewayTimeoutOccurred 3 -',
      'RESOLVE',
      'CANCEL',
      'GatewayFailed GATEWAY_EXHAUSTED',
      'SETTLED',
    ]);
  });

  it('is approved when cancelling comes too late', () => {
    const told = story(OPEN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, SUCCEEDED);
    expect(told.slice(-3)).toEqual(['CANCEL', 'GatewayResponseReceived approved', 'SETTLED']);
  });

  it('verifies with growing waits, up to a minute, while nothing can be established', () => {
    const told = story(OPEN, ...Array.from({ length: 14 }, () => UNKNOWN));
    expect(told.slice(-8)).toEqual([
      'VERIFY after 5000 ms',
      'VERIFY after 10000 ms',
      'VERIFY after 20000 ms',
      'VERIFY after 40000 ms',
      'VERIFY after 60000 ms',
      'VERIFY after 60000 ms',
      'VERIFY after 60000 ms',
      'VERIFY after 60000 ms',
    ]);
    expect(told.filter((one) => one === 'GatewayVerificationRequired')).toHaveLength(1);
  });

  it('has failed for certain when no charge could be created: nothing was confirmed', () => {
    const told = story(UNKNOWN, ABSENT, UNKNOWN, UNKNOWN, UNKNOWN, ABSENT);
    expect(told.slice(-2)).toEqual(['GatewayFailed GATEWAY_EXHAUSTED', 'SETTLED']);
  });

  it('begins with a question when it is taken over in the middle of a call that may have had its effect', () => {
    expect(takenOver({ ...FIRST, phase: 'CONFIRM', chargeId: CHARGE }).phase).toBe('RESUME');
    expect(takenOver({ ...FIRST, phase: 'CREATE' }).phase).toBe('RESUME');
    expect(takenOver({ ...FIRST, phase: 'CANCEL' }).phase).toBe('CANCEL');
    const resumed = advance({ ...FIRST, phase: 'RESUME', number: 2 }, OPEN, NOW).attempt;
    expect(resumed).toMatchObject({ phase: 'CONFIRM', number: 2, chargeId: CHARGE, dueAt: FIRST.dueAt });
  });
});

/** What becomes of one call on its way. `late`: its effect comes some calls later. */
type Fate = 'answered' | 'landed' | 'lost' | 'late' | 'declined' | 'interrupted';

/** The provider's ledger behind a line that the fates play with. Calls are the same as over HTTP. */
class Line {
  readonly ledger: ChargeLedger;
  readonly #late: (() => void)[] = [];

  constructor() {
    const ids = ['1', '2', '3', '4'];
    this.ledger = new ChargeLedger({ now: () => NOW, newId: () => ids.shift() ?? 'one charge too many' });
  }

  call(attempt: Attempt, fate: Fate): Observation {
    const run = () => this.#perform(attempt, fate === 'declined');
    if (fate === 'late') this.#late.push(run);
    const answer = fate === 'lost' || fate === 'late' ? UNKNOWN : run();
    return fate === 'answered' || fate === 'declined' ? answer : UNKNOWN;
  }

  /** Everything that was under way arrives. */
  deliverLate(): void {
    for (const run of this.#late.splice(0)) run();
  }

  confirmed(): number {
    return this.ledger.charges().filter(({ state }) => state === 'confirmed').length;
  }

  #perform(attempt: Attempt, decline: boolean): Observation {
    const { chargeId } = attempt;
    const key = idempotencyKey(attempt);
    const order = { paymentId: attempt.paymentId, amount: attempt.amount, currency: attempt.currency };
    switch (operationOf(attempt.phase)) {
      case 'create':
        return seenIn(this.ledger.once('create', key, order, () => this.ledger.create(key, order)).body);
      case 'confirm':
        return seenIn(
          this.ledger.once(`confirm ${chargeId}`, key, {}, () =>
            this.ledger.confirm(chargeId ?? '', decline ? 'decline' : 'succeed'),
          ).body,
        );
      case 'cancel': {
        const answer = this.ledger.cancel(chargeId ?? '');
        return answer.status === 409 ? { kind: 'succeeded', chargeId: chargeId ?? '' } : seenIn(answer.body);
      }
      default: {
        const found = this.ledger.charges().find(({ paymentId }) => paymentId === attempt.paymentId);
        return found === undefined ? ABSENT : seenIn(this.ledger.retrieve(found.chargeId).body);
      }
    }
  }
}

function seenIn(body: unknown): Observation {
  const text = JSON.stringify(body);
  const chargeId = /"id":"([^"]+)"/.exec(text)?.[1];
  if (chargeId === undefined) return UNKNOWN;
  if (text.includes('"succeeded"')) return { kind: 'succeeded', chargeId };
  if (text.includes('"declined"')) return { kind: 'declined', chargeId };
  return { kind: text.includes('"cancelled"') ? 'cancelled' : 'open', chargeId };
}

const FATES: readonly Fate[] = ['answered', 'landed', 'lost', 'late', 'declined', 'interrupted'];

describe('whatever becomes of the calls', () => {
  property.prop([fc.array(fc.constantFrom(...FATES), { maxLength: 30 }), fc.nat(12)], { numRuns: 2_000 })(
    'an attempt ends as the ledger says, with at most one charge, also when calls land late',
    (fates, lateAfter) => {
      const line = new Line();
      let attempt = FIRST;
      let calls = 0;
      let end: GatewayEvent | undefined;
      while (operationOf(attempt.phase) !== undefined) {
        const fate = fates[calls] ?? 'answered';
        calls += 1;
        expect(calls).toBeLessThan(60);
        const seen = line.call(attempt, fate);
        if (calls === lateAfter) line.deliverLate();
        if (fate === 'interrupted') {
          attempt = takenOver(attempt);
          continue;
        }
        const next = advance(attempt, seen, NOW);
        attempt = next.attempt;
        end = next.events.at(-1) ?? end;
      }
      line.deliverLate();
      expect(line.ledger.charges().length).toBeLessThanOrEqual(1);
      const paid = end?.event_type === 'GatewayResponseReceived' && end.data.outcome === 'approved';
      expect(line.confirmed()).toBe(paid ? 1 : 0);
    },
  );
});
