/**
 * How many payments a second the whole world carries in one process: clients, providers, all services, Kafka and
 * Postgres, with every property's observations taken. And what waiting costs: five minutes in which a saga waits for its
 * deadline are five minutes of virtual time and as many events as the waiting has, no more.
 */
import { PaymentEnvironment, type RunInput, type RunResult, runPayments } from '../src/simulation/payments/index.ts';

const PAYMENTS = 1000;
const WALLETS = 100;
const ROUNDS = 3;
const ONE_OF_EACH = { payment: 1, wallet: 1, gateway: 1, saga: 1 };
/** 2000 payments a second arrive: a busy hour, in which transactions and requests carry several payments each. */
const SPACING_MS = 0.5;

export interface PaymentCosts {
  /** Best of the rounds, since what else the machine does can only slow it down. */
  readonly perSecond: number;
  readonly statementsPerPayment: number;
  readonly eventsPerPayment: number;
}

export interface WaitingCosts {
  readonly virtualMs: number;
  readonly wallMs: number;
  readonly events: number;
  /** Microseconds per event while waiting, and in the busy run beside it. */
  readonly waitingUs: number;
  readonly busyUs: number;
}

function busy(seed: number): RunInput {
  return {
    scenario: 'random',
    seed,
    instances: ONE_OF_EACH,
    workload: {
      wallets: Array.from({ length: WALLETS }, (_, index) => ({
        userId: `user-${index}`,
        currency: 'USD',
        topUp: 1_000_000,
      })),
      requests: Array.from({ length: PAYMENTS }, (_, index) => ({
        kind: 'pay' as const,
        atMs: index * SPACING_MS,
        wallet: index % WALLETS,
        amount: 1_000,
      })),
    },
    plan: [],
  };
}

/** The provider never answers the confirmation, so the saga sits out its deadline. */
function waiting(seed: number): RunInput {
  const silent = (operation: 'confirm' | 'retrieve' | 'cancel') =>
    Array.from({ length: 20 }, (_, index) => ({
      verb: 'provider' as const,
      provider: 'stripe',
      operation,
      nth: index + 1,
      behaviour: 'timeout-lost' as const,
    }));
  return {
    scenario: 'random',
    seed,
    workload: {
      wallets: [{ userId: 'user-0', currency: 'USD', topUp: 10_000 }],
      requests: [{ kind: 'pay', atMs: 0, wallet: 0, amount: 1_000 }],
    },
    plan: [...silent('confirm'), ...silent('retrieve'), ...silent('cancel')],
  };
}

const completed = ({ history }: RunResult): number =>
  history.paymentStates.filter(({ to }) => to === 'COMPLETED').length;

export async function measurePayments(): Promise<{ readonly payments: PaymentCosts; readonly waiting: WaitingCosts }> {
  const environment = await PaymentEnvironment.open();
  try {
    const rounds: RunResult[] = [];
    for (let seed = 0; seed <= ROUNDS; seed += 1) {
      const result = await runPayments(busy(seed), environment);
      if (completed(result) !== PAYMENTS)
        throw new Error(`Only ${completed(result)} of ${PAYMENTS} payments completed.`);
      // The first round only warms up.
      if (seed > 0) rounds.push(result);
    }
    const [best] = rounds.toSorted((a, b) => a.wallMs - b.wallMs);
    if (best === undefined) throw new Error('No round was measured.');
    const idle = await runPayments(waiting(1), environment);
    return {
      payments: {
        perSecond: (PAYMENTS * 1000) / best.wallMs,
        statementsPerPayment: best.statements / PAYMENTS,
        eventsPerPayment: best.events / PAYMENTS,
      },
      waiting: {
        virtualMs: idle.virtualMs,
        wallMs: idle.wallMs,
        events: idle.events,
        waitingUs: (idle.wallMs * 1000) / idle.events,
        busyUs: (best.wallMs * 1000) / best.events,
      },
    };
  } finally {
    await environment.close();
  }
}
