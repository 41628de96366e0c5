import type { PaymentFaultStruck, ProviderBehaviour, ProviderOperation } from './plan.ts';
import type { Workload } from './workload.ts';

/**
 * What was observed of one run, from outside: the clients' HTTP exchanges, the topics, the rows of the
 * database, the providers' ledgers. Nothing here comes from asking the system whether it is right.
 * Times are virtual milliseconds since the start of the run.
 */
export interface PaymentHistory {
  readonly scenario: string;
  readonly seed: number;
  readonly workload: Workload;
  /** The wall-clock time at which the run began, in milliseconds since 1970. */
  readonly startsAtMs: number;
  readonly exchanges: readonly HttpExchange[];
  /** Every record of every topic, in the order in which the broker appended them. */
  readonly records: readonly TopicRecord[];
  /** Every balance after each commit that changed one, in commit order. */
  readonly balances: readonly BalanceObservation[];
  /** Every change of a payment's state in `payment.payment_status`, in commit order. */
  readonly paymentStates: readonly StateObservation[];
  /** Every change of a saga's state in `saga.active_sagas`, in commit order. */
  readonly sagaStates: readonly StateObservation[];
  readonly database: DatabaseSnapshot;
  readonly ledgers: readonly ProviderLedger[];
  /** Every call that reached a provider, in the order of arrival. */
  readonly calls: readonly ProviderCall[];
  readonly faults: readonly PaymentFaultStruck[];
  /** Processes that ended by an uncaught error of their own (not by a fault). */
  readonly failures: readonly ProcessFailure[];
  readonly end: RunEnd;
}

/** Why a client sent a request: to prepare a wallet, as the workload says, to ask how a payment or its refunds are, to look at a wallet. */
export type Purpose =
  | 'open-wallet'
  | 'fund-wallet'
  | 'pay'
  | 'top-up'
  | 'cancel'
  | 'refund'
  | 'freeze'
  | 'unfreeze'
  | 'operate'
  | 'poll'
  | 'poll-refunds'
  | 'read-wallet';

/** One request of a client and what it was told; a lost answer has no status. */
export interface HttpExchange {
  readonly purpose: Purpose;
  /** Index of the request in the workload, shared by its retries and its polls; -1 for what concerns a wallet only. */
  readonly request: number;
  /** From 1; counts the tries of one request, and the polls of one payment. */
  readonly attempt: number;
  readonly method: string;
  readonly path: string;
  readonly idempotencyKey?: string;
  readonly body?: unknown;
  readonly sentMs: number;
  readonly answer?: { readonly status: number; readonly body: unknown; readonly receivedMs: number };
  readonly error?: string;
}

export interface TopicRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  /** The value as text, and parsed where it is JSON. */
  readonly text: string;
  readonly value: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly appendedMs: number;
  /** Name of the process that produced it. */
  readonly producer: string;
  /** Somebody produced it who is not part of the system: it means nothing, and has to be put aside by whoever consumes the topic. */
  readonly foreign?: true;
  /** The value's bytes where they need not be a text, which is to say of foreign records. */
  readonly base64?: string;
}

export interface BalanceObservation {
  readonly atMs: number;
  /** Process whose commit showed it. */
  readonly process: string;
  readonly walletId: string;
  readonly available: number;
  readonly locked: number;
}

export interface StateObservation {
  readonly atMs: number;
  readonly process: string;
  readonly id: string;
  /** Absent when it is the first state. */
  readonly from?: string;
  readonly to: string;
}

/** Rows at the end of the run, as Postgres returned them: `schema.table` to rows of column to text or null. */
export interface DatabaseSnapshot {
  readonly tables: Readonly<Record<string, readonly Readonly<Record<string, string | null>>[]>>;
}

export interface ProviderLedger {
  readonly provider: string;
  readonly charges: readonly ProviderCharge[];
  /** What was given back; a void is one too. */
  readonly refunds: readonly ProviderRefund[];
}

export interface ProviderRefund {
  readonly refundId: string;
  readonly chargeId: string;
  readonly paymentId: string;
  readonly idempotencyKey: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly state: 'succeeded' | 'failed';
  /** `void`: the provider was told to undo the charge; `refund`: somebody asked for money back. */
  readonly kind: 'refund' | 'void';
  readonly atMs: number;
}

export interface ProviderCharge {
  readonly chargeId: string;
  readonly paymentId: string;
  readonly idempotencyKey: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  /** `requires-action`: confirmed, but the holder of the card has to agree; no money has moved. */
  readonly state: 'created' | 'requires-action' | 'confirmed' | 'declined' | 'cancelled';
  readonly confirmedMs?: number;
}

/** One call as the provider saw it. */
export interface ProviderCall {
  readonly provider: string;
  readonly operation: ProviderOperation;
  readonly paymentId: string;
  /** The charge that the call names, if it names one. */
  readonly chargeId?: string;
  readonly arrivedMs: number;
  /** Absent when the caller was never answered. */
  readonly answeredMs?: number;
  /** HTTP status of the answer. */
  readonly status?: number;
  /** How it went wrong, when a fault struck. */
  readonly behaviour?: ProviderBehaviour;
}

export interface ProcessFailure {
  readonly atMs: number;
  readonly process: string;
  readonly error: string;
}

/** How the run ended: everything came to rest, or the bound on virtual time was hit with work left. */
export type RunEnd =
  | { readonly kind: 'quiescent'; readonly atMs: number }
  | {
      readonly kind: 'limit';
      readonly atMs: number;
      /** Since then no fault struck any more. */
      readonly healedMs: number;
      /** What had not come to its end, one line each. */
      readonly pending: readonly string[];
    };
