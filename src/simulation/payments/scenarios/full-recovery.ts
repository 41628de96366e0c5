/**
 * Scenario 5, full recovery: while payments are under way in every stage, everything dies at once: all services are
 * killed, Kafka and Postgres cannot be reached. The stores come back first, then wallet, payment, saga, gateway, one after the other. Each takes
 * up what it had; nothing is lost, nothing is done twice, and the books agree with the provider's. Amounts are minor units.
 */
import type { PaymentHistory } from '../history.ts';
import type { FaultPlan } from '../plan.ts';
import { firstOf, holds, type Verdict, violated } from '../verdict.ts';
import { lastTold, messagesOf, type Scenario, seenOf } from './scenario.ts';

const DIES_AT_MS = 1500;
const STORES_DOWN_MS = 3000;
/** Slow enough that the last of them come when everything is dead already. */
const PAY_EVERY_MS = 140;
const topUp = 100_000;
const amount = 5_000;
const payments = 12;
/** When each process is back, in the documented order: wallet, payment, saga, gateway, metrics. */
const back = [
  ['wallet-1', 4000],
  ['wallet-2', 4000],
  ['payment-1', 5000],
  ['saga-1', 6000],
  ['gateway-1', 7000],
  ['metrics-1', 8000],
  ['recovery-1', 8000],
] as const;
const inOrder = ['wallet', 'payment', 'saga', 'gateway', 'metrics'] as const;

const everythingDies: FaultPlan = [
  { verb: 'outage', server: 'postgres', when: { atMs: DIES_AT_MS }, forMs: STORES_DOWN_MS },
  { verb: 'outage', server: 'kafka', when: { atMs: DIES_AT_MS }, forMs: STORES_DOWN_MS },
  ...back.map(([process, restartAfterMs]) => {
    return { verb: 'crash', process, when: { atMs: DIES_AT_MS }, restartAfterMs } as const;
  }),
];

export const fullRecovery: Scenario = {
  name: 'full-recovery',
  claim:
    'Everything dies while payments are under way, comes back in order, and ends with nothing lost and nothing done twice.',
  workload: {
    wallets: [
      { userId: 'user-1', currency: 'EUR', topUp },
      { userId: 'user-2', currency: 'EUR', topUp },
    ],
    requests: Array.from({ length: payments }, (_, index) => {
      return { kind: 'pay', atMs: index * PAY_EVERY_MS, wallet: index % 2, amount } as const;
    }),
  },
  plan: everythingDies,
  instances: { metrics: 1, recovery: 1 },
  settings: {
    RECOVERY_SERVICES: inOrder.map((service) => `${service}=http://${service}-1:8080`).join(','),
    RECOVERY_POLL_MS: '500',
  },
  expectations: [
    {
      name: 'everything-dies-mid-flight',
      claim:
        'All services die and both stores are gone, while some payments have ended, some are under way and some are not even asked for.',
      check: (history) => firstOf([died(history), midFlight(history)]),
    },
    {
      name: 'stores-first-then-in-order',
      claim: 'Wallet, payment, saga and gateway are back in this order, after the stores.',
      check: comeBackInOrder,
    },
    {
      name: 'recovery-reported',
      claim:
        'The recovery is announced, and reported when every service is ready: how long it took, which services came back in their order, and what was resumed.',
      check: recoveryReported,
    },
    {
      name: 'nothing-lost',
      claim: 'Every payment that was accepted comes to its end, and every client is told.',
      check: (history) => {
        const told = [...lastTold(history).values()];
        const ended = told.filter(({ status }) => status === 'COMPLETED');
        return ended.length === payments
          ? holds
          : violated(`${ended.length} of ${payments} payments were told to be completed`, ...told);
      },
    },
    {
      name: 'nothing-twice-at-the-provider',
      claim: 'Each payment was charged once, whatever call was under way when the gateway died.',
      check: ({ ledgers }) => {
        const confirmed = ledgers.flatMap(({ charges }) => charges).filter(({ state }) => state === 'confirmed');
        return confirmed.length === payments && new Set(confirmed.map(({ paymentId }) => paymentId)).size === payments
          ? holds
          : violated(`${confirmed.length} charges for ${payments} payments`, ...confirmed);
      },
    },
    {
      name: 'nothing-twice-in-the-wallets',
      claim: 'Each payment was deducted once and settled once; what is left is what was not spent.',
      check: (history) =>
        firstOf([
          countOf(history, 'WalletDeducted'),
          countOf(history, 'WalletSettled'),
          balancesAre(history, topUp - (payments / 2) * amount),
        ]),
    },
    {
      name: 'each-event-once',
      claim:
        'What was consumed again after the restart took no second effect: each payment has one end, one saga, one notification.',
      check: (history) =>
        firstOf([
          countOf(history, 'PaymentCompleted'),
          countOf(history, 'SagaCompleted'),
          countOf(history, 'NotificationSent'),
        ]),
    },
  ],
};

/** When everything had died; nothing can be published from then on until the stores are back. */
function diedAt({ faults }: PaymentHistory): number {
  return Math.max(0, ...faults.map(({ atMs }) => atMs));
}

function died({ faults }: PaymentHistory): Verdict {
  const hit = new Set(faults.map((one) => one.hit));
  const missing = ['postgres', 'kafka', ...back.map(([process]) => process)].filter((name) => !hit.has(name));
  return missing.length === 0 ? holds : violated(`${missing.join(', ')} did not die`, ...faults);
}

function midFlight(history: PaymentHistory): Verdict {
  const { paymentStates, exchanges } = history;
  const deathMs = diedAt(history);
  const before = new Map(paymentStates.flatMap(({ atMs, id, to }) => (atMs < deathMs ? [[id, to] as const] : [])));
  const states = [...before.values()];
  const open = states.filter((state) => state !== 'COMPLETED');
  const later = exchanges.filter(({ purpose, sentMs }) => purpose === 'pay' && sentMs > deathMs);
  return open.length < states.length && open.length > 0 && later.length > 0
    ? holds
    : violated('the payments were not in different stages when everything died', Object.fromEntries(before));
}

/** Seen by what each produces for the first time after it died. */
function comeBackInOrder(history: PaymentHistory): Verdict {
  const order = ['wallet', 'payment', 'saga', 'gateway'];
  const deathMs = diedAt(history);
  // What was under way when Kafka was killed may have arrived just then.
  const fromMs = deathMs + STORES_DOWN_MS / 2;
  const first = order.map((service) => {
    return history.records.find(({ producer, appendedMs }) => producer.startsWith(service) && appendedMs > fromMs);
  });
  for (const [index, record] of first.entries()) {
    const backAt = back.find(([name]) => name.startsWith(order[index] ?? '-'))?.[1] ?? 0;
    if (record === undefined || record.appendedMs < deathMs + backAt) {
      return violated(`${order[index] ?? ''} did not publish after it was back`, record ?? null);
    }
  }
  return holds;
}

/** The system was starting up when it died; the same recovery goes on and is reported once everything is ready. */
function recoveryReported(history: PaymentHistory): Verdict {
  const [started] = seenOf(history, 'SystemRecoveryStarted');
  const completed = seenOf(history, 'SystemRecoveryCompleted').findLast(
    ({ record }) => record.appendedMs > diedAt(history),
  );
  if (started === undefined || completed === undefined) return violated('no recovery was reported', started ?? null);
  const { services_recovered: services, recovery_duration: seconds, sagas_resumed: sagas } = completed.data;
  const inTime = typeof seconds === 'number' && seconds < 300;
  const right = JSON.stringify(services) === JSON.stringify(inOrder) && inTime && Number(sagas) > 0;
  return right ? holds : violated('the report of the recovery is not as it should be', completed.data);
}

function countOf(history: PaymentHistory, type: string): Verdict {
  const found = seenOf(history, type).length;
  return found === payments
    ? holds
    : violated(`${found} ${type} for ${payments} payments`, ...messagesOf(history).filter((one) => one.type === type));
}

function balancesAre({ balances }: PaymentHistory, left: number): Verdict {
  const last = new Map(balances.map((seen) => [seen.walletId, seen]));
  const wrong = [...last.values()].find(({ available, locked }) => available !== left || locked !== 0);
  return wrong === undefined ? holds : violated(`a wallet should hold ${left}`, wrong);
}
