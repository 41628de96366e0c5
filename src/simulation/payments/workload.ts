/** What the clients do in a run: plain data, generated, shrunk and stored in replay tokens. */
export interface Workload {
  readonly wallets: readonly WalletSpec[];
  readonly requests: readonly ClientRequest[];
}

/** A user has one wallet per currency. */
export interface WalletSpec {
  readonly userId: string;
  /** ISO 4217. */
  readonly currency: string;
  /** Minor units that are topped up before the first request is sent; 0 for none. */
  readonly topUp: number;
}

export interface PayRequest {
  readonly kind: 'pay';
  /** Milliseconds after the wallets are ready. */
  readonly atMs: number;
  /** Index into `wallets`: whose money it is or, by card, who the user is. */
  readonly wallet: number;
  /** Minor units. */
  readonly amount: number;
  /** The same key again means the same request again; by default each has its own. */
  readonly idempotencyKey?: string;
  /** A provider's token of a card: the payment goes by card and not through the wallet. */
  readonly source?: string;
  /** Default `merchant-1`. */
  readonly merchant?: string;
  /** Another currency than the wallet's. */
  readonly currency?: string;
  /** Sent when everything else has come to rest, and nothing goes wrong any more; `atMs` after that. */
  readonly last?: true;
}

export interface TopUpRequest {
  readonly kind: 'topUp';
  readonly atMs: number;
  readonly wallet: number;
  readonly amount: number;
}

export interface CancelRequest {
  readonly kind: 'cancel';
  readonly atMs: number;
  /** Index into `requests` of the `pay` to be cancelled; one that is not there is skipped. */
  readonly pay: number;
}

/** Asks for money back. Sent at its time, but not before the payment has ended. */
export interface RefundRequest {
  readonly kind: 'refund';
  readonly atMs: number;
  /** Index into `requests` of the `pay`; one that is not there is skipped. */
  readonly pay: number;
  /** Minor units, perhaps more than there is; absent means all that is left. */
  readonly amount?: number;
  /** Sent without waiting for the payment's end, when it can only be refused. */
  readonly early?: true;
  /** The same key again means the same request again; by default each has its own. */
  readonly idempotencyKey?: string;
}

export interface FreezeRequest {
  readonly kind: 'freeze' | 'unfreeze';
  readonly atMs: number;
  readonly wallet: number;
}

/** Looks at a wallet, or at a payment and lets the service wait for its end. */
export type ReadRequest =
  | { readonly kind: 'readWallet'; readonly atMs: number; readonly wallet: number }
  | { readonly kind: 'readPayment'; readonly atMs: number; readonly pay: number; readonly waitSeconds: number };

/** The index of the wallet that a request names. */
export function walletOf(request: ClientRequest): number | undefined {
  return 'wallet' in request ? request.wallet : undefined;
}

/** An operator does something, and tries again as long as the service says that it is too early. */
export interface OperateRequest {
  readonly kind: 'operate';
  readonly atMs: number;
  /** Default: the payment service. */
  readonly service?: 'payment' | 'wallet' | 'gateway' | 'saga';
  /** Below `/api/v1/admin/`. */
  readonly path: string;
  readonly body: Readonly<Record<string, string>>;
}

export type ClientRequest =
  | PayRequest
  | TopUpRequest
  | CancelRequest
  | RefundRequest
  | FreezeRequest
  | ReadRequest
  | OperateRequest;
