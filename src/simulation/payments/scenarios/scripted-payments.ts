/**
 * Payments one after the other, each with a script: the calls that are made for it at the providers, in their order, and how each of them
 * goes. As nothing else calls meanwhile, the script is the fault plan, and what has to be seen too.
 */
import type { PaymentState } from '../../../system/payment/machine.ts';
import type { PaymentHistory } from '../history.ts';
import type { FaultPlan, ProviderBehaviour, ProviderOperation } from '../plan.ts';
import { firstOf, holds, type Verdict, violated } from '../verdict.ts';
import type { ClientRequest, Workload } from '../workload.ts';
import { type Expectation, lastTold, paymentOfRequest } from './scenario.ts';

/** One call at a provider; without a behaviour it goes well. */
export type ScriptedCall = readonly [provider: string, operation: ProviderOperation, behaviour?: ProviderBehaviour];

export interface ScriptedPayment {
  /** kebab-case; becomes the name of its expectation. */
  readonly name: string;
  readonly claim: string;
  /** By card, and not from the wallet. */
  readonly byCard?: true;
  readonly cancelAfterMs?: number;
  /** So many refunds of one minor unit are asked for when it has ended, one after the other. */
  readonly refunds?: number;
  readonly calls: readonly ScriptedCall[];
  /** Its states from the first that it has at the gateway on. */
  readonly states: readonly [...PaymentState[], 'COMPLETED' | 'FAILED' | 'CANCELLED'];
  /** Of a payment that fails. */
  readonly errorCode?: string;
}

const AMOUNT = 1_000;
/** Time for a payment with all its attempts and verifications. */
const EVERY_MS = 17_000;
/** When refunds are asked for, and how far apart. */
const REFUND_AFTER_MS = 5_000;

/** The wallet that pays, and what is asked for. */
export function workloadOf(payments: readonly ScriptedPayment[]): Workload {
  const pays = payments.map(({ byCard }, index): ClientRequest => {
    const card = byCard === true ? { source: 'tok_visa' } : {};
    return { kind: 'pay', atMs: index * EVERY_MS, wallet: 0, amount: AMOUNT, ...card };
  });
  const later = payments.flatMap(({ cancelAfterMs, refunds = 0 }, pay): readonly ClientRequest[] => {
    const atMs = pay * EVERY_MS;
    const cancels = cancelAfterMs === undefined ? [] : [{ kind: 'cancel', atMs: atMs + cancelAfterMs, pay } as const];
    const back = Array.from({ length: refunds }, (_, nth) => {
      return { kind: 'refund', atMs: atMs + (nth + 1) * REFUND_AFTER_MS, pay, amount: 1 } as const;
    });
    return [...cancels, ...back];
  });
  return {
    wallets: [{ userId: 'user-1', currency: 'EUR', topUp: payments.length * AMOUNT }],
    requests: [...pays, ...later],
  };
}

/** What goes wrong at the providers. */
export function planOf(payments: readonly ScriptedPayment[]): FaultPlan {
  const counts = new Map<string, number>();
  return payments
    .flatMap(({ calls }) => calls)
    .flatMap(([provider, operation, behaviour]) => {
      const nth = (counts.get(`${provider} ${operation}`) ?? 0) + 1;
      counts.set(`${provider} ${operation}`, nth);
      return behaviour === undefined ? [] : [{ verb: 'provider', provider, operation, nth, behaviour } as const];
    });
}

/** One expectation for each payment: it went as its script says. */
export function expectationsOf(payments: readonly ScriptedPayment[]): readonly Expectation[] {
  return payments.map((payment, request) => ({
    name: payment.name,
    claim: payment.claim,
    check: (history) => {
      const paymentId = paymentOfRequest(history, request);
      if (paymentId === undefined) return violated(`request ${request} did not become a payment`, request);
      return firstOf([
        calledAs(history, paymentId, payment),
        wentThrough(history, paymentId, payment),
        told(history, paymentId, payment),
      ]);
    },
  }));
}

function calledAs({ calls }: PaymentHistory, paymentId: string, { calls: script }: ScriptedPayment): Verdict {
  const made = calls.filter((call) => call.paymentId === paymentId).toSorted((a, b) => a.arrivedMs - b.arrivedMs);
  const seen = made.map(({ provider, operation, behaviour }) => describe([provider, operation, behaviour]));
  const wanted = script.map(describe);
  return seen.join() === wanted.join()
    ? holds
    : violated(`the calls were ${seen.join(', ')}; they should be ${wanted.join(', ')}`, ...made);
}

function describe([provider, operation, behaviour]: readonly [string, string, (string | undefined)?]): string {
  return `${provider} ${operation}${behaviour === undefined ? '' : ` ${behaviour}`}`;
}

function wentThrough({ paymentStates }: PaymentHistory, id: string, { states }: ScriptedPayment): Verdict {
  const seen = paymentStates.filter((one) => one.id === id).map(({ to }) => to);
  const atGateway = seen.slice(seen.indexOf('GATEWAY_PROCESSING'));
  return atGateway.join() === states.join()
    ? holds
    : violated(`its states were ${atGateway.join(', ')}; they should be ${states.join(', ')}`, seen);
}

function told(history: PaymentHistory, paymentId: string, { states, errorCode }: ScriptedPayment): Verdict {
  const last = lastTold(history).get(paymentId);
  const error = last?.['error'];
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  const right = last?.['status'] === states.at(-1) && (errorCode === undefined || code === errorCode);
  return right ? holds : violated('the client was told something else', last ?? null);
}
