/** What the assembly promises: faults strike and are counted, what is watched is complete, and nothing is left for the next run. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { properties } from '../../properties/index.ts';
import { PaymentEnvironment } from './environment.ts';
import type { PaymentHistory } from './history.ts';
import type { FaultPlan } from './plan.ts';
import { runPayments } from './run.ts';
import type { RunResult } from './run-input.ts';
import type { Workload } from './workload.ts';

let environment: PaymentEnvironment;
beforeAll(async () => {
  environment = await PaymentEnvironment.open();
});
afterAll(() => environment.close());

const onePayment: Workload = {
  wallets: [{ userId: 'user-1', currency: 'EUR', topUp: 1000 }],
  requests: [{ kind: 'pay', atMs: 0, wallet: 0, amount: 800 }],
};

function run(plan: FaultPlan, workload: Workload = onePayment): Promise<RunResult> {
  return runPayments({ scenario: 'test', seed: 11, workload, plan }, environment);
}

function complaints(history: PaymentHistory) {
  return properties.flatMap((property) => {
    const verdict = property.check(history);
    return verdict.kind === 'holds' ? [] : [{ name: property.name, verdict }];
  });
}

/** The verbs of the faults that struck. */
function struck({ history }: RunResult): readonly string[] {
  return history.faults.map(({ fault }) => fault.verb);
}

function outcome({ history }: RunResult) {
  return history.paymentStates.at(-1)?.to;
}

const confirm = { verb: 'provider', provider: 'stripe', operation: 'confirm', nth: 1 } as const;

describe('a payment world', () => {
  it.each([
    ['timeout-lands', 'COMPLETED'],
    ['timeout-lost', 'COMPLETED'],
    ['reset', 'COMPLETED'],
    ['error-500', 'COMPLETED'],
    ['decline', 'FAILED'],
  ] as const)('survives a provider that answers confirm with %s: the payment is %s', async (behaviour, end) => {
    const result = await run([{ ...confirm, behaviour }]);
    expect(result.history.faults).toMatchObject([{ fault: { behaviour }, hit: 'ch_stripe_1' }]);
    expect(result.counters['providerFaults']).toBe(1);
    expect(outcome(result)).toBe(end);
    expect(complaints(result.history)).toEqual([]);
  });

  it.each(['forged', 'replayed'] as const)(
    'does not believe a %s webhook that says the contrary',
    async (behaviour) => {
      const plan: FaultPlan = [
        { ...confirm, behaviour: 'answers-late' },
        { verb: 'webhook', provider: 'stripe', nth: 1, behaviour, delayMs: 0 },
      ];
      const input = { scenario: 'test', seed: 11, workload: onePayment, plan, webhooks: true };
      const result = await runPayments(input, environment);
      expect(struck(result)).toEqual(['provider', 'webhook']);
      expect(outcome(result)).toBe('COMPLETED');
      expect(complaints(result.history)).toEqual([]);
    },
  );

  it('has a charge disputed, which freezes the wallet that paid', async () => {
    const plan: FaultPlan = [{ verb: 'dispute', provider: 'stripe', nth: 1, afterMs: 300 }];
    const requests = [0, 4000].map((atMs) => ({ kind: 'pay', atMs, wallet: 0, amount: 100 }) as const);
    const workload = { ...onePayment, requests };
    const result = await runPayments({ scenario: 'test', seed: 11, workload, plan, webhooks: true }, environment);
    expect(struck(result)).toEqual(['dispute']);
    expect(result.history.paymentStates.filter(({ to }) => to === 'COMPLETED')).toHaveLength(1);
    expect(outcome(result)).toBe('FAILED');
    expect(complaints(result.history)).toEqual([]);
  });

  it.each(['payment-1', 'wallet-1', 'gateway-1', 'saga-1'])('survives a crash of %s at a commit', async (process) => {
    const when = { point: 'postgres.commit.done', process, nth: 1 };
    const result = await run([{ verb: 'crash', process, when, restartAfterMs: 500 }]);
    expect(struck(result)).toEqual(['crash']);
    expect(result.history.end.kind).toBe('quiescent');
    expect(complaints(result.history)).toEqual([]);
  });

  it('counts faults that struck and leaves out those that did not', async () => {
    const never = { point: 'postgres.commit.done', process: 'saga-1', nth: 100_000 };
    const once = { point: 'postgres.commit.done', process: 'saga-1', nth: 1 };
    const result = await run([
      { verb: 'crash', process: 'saga-1', when: never, restartAfterMs: 1 },
      { verb: 'reset', from: 'saga-1', to: 'postgres', when: once },
    ]);
    expect(struck(result)).toEqual(['reset']);
  });

  it('sees every balance and state up to the last', async () => {
    const { history } = await run([]);
    const { tables } = history.database;
    const { available, locked } = history.balances.at(-1) ?? {};
    expect(tables['wallet.wallet_balances']).toMatchObject([{ available: String(available), locked: String(locked) }]);
    expect(tables['payment.payment_status']).toMatchObject([{ status: history.paymentStates.at(-1)?.to }]);
    expect(tables['saga.active_sagas']).toMatchObject([{ state: history.sagaStates.at(-1)?.to }]);
  });

  it('runs a cancellation and a repeated request as a user would send them', async () => {
    const pay = { kind: 'pay', atMs: 0, wallet: 0, amount: 800, idempotencyKey: 'again' } as const;
    const { history } = await run([], {
      wallets: onePayment.wallets,
      requests: [pay, { ...pay, atMs: 50 }, { ...pay, atMs: 60, amount: 1 }, { kind: 'cancel', atMs: 0, pay: 0 }],
    });
    expect(history.database.tables['payment.payment_status']).toHaveLength(1);
    const answers = history.exchanges.filter(({ purpose }) => purpose === 'pay' || purpose === 'cancel');
    expect(answers.map(({ request, answer }) => [request, answer?.status])).toContainEqual([1, 202]);
    expect(answers.find(({ request }) => request === 2)?.answer?.status).toBe(422);
    expect(complaints(history)).toEqual([]);
  });

  it.each(['COORDINATOR_LOAD_IN_PROGRESS', 'COORDINATOR_NOT_AVAILABLE'])(
    'has services that wait for a coordinator that answers %s, instead of ending',
    async (error) => {
      const refused = ['JoinGroup', 'SyncGroup'].map((api) => {
        return {
          verb: 'api-error',
          process: 'saga-1',
          answer: `${api} ${error}`,
          when: { atMs: 0 },
          times: 2,
        } as const;
      });
      const result = await run(refused);
      expect(struck(result)).toEqual(['api-error', 'api-error']);
      expect(result.history.failures).toEqual([]);
      expect(outcome(result)).toBe('COMPLETED');
    },
  );

  it('leaves nothing behind for the next run', async () => {
    const first = await run([{ ...confirm, behaviour: 'timeout-lost' }]);
    const second = await run([]);
    const third = await run([{ ...confirm, behaviour: 'timeout-lost' }]);
    expect(third.traceHash).toBe(first.traceHash);
    expect(second.history.database.tables['payment.events']?.length).toBeGreaterThan(0);
    expect(second.history.calls).toHaveLength(2);
  });

  it('keeps a line per event only when it is asked to', async () => {
    const input = { scenario: 'test', seed: 11, workload: onePayment, plan: [] };
    const silent = await runPayments(input, environment);
    const told = await runPayments(input, environment, { keepTrace: true });
    expect(silent.trace).toBeUndefined();
    expect(told.trace?.length).toBeGreaterThan(1000);
    expect(told.traceHash).toBe(silent.traceHash);
  });
});
