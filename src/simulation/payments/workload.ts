/** What the clients do in a run: plain data, generated, shrunk and stored in replay tokens. */
export interface Workload {
  readonly wallets: readonly WalletSpec[];
  readonly requests: readonly ClientRequest[];
}

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
  /** Index into `wallets`. */
  readonly wallet: number;
  /** Minor units. */
  readonly amount: number;
  /** The same key again means the same request again; by default each has its own. */
  readonly idempotencyKey?: string;
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

export type ClientRequest = PayRequest | TopUpRequest | CancelRequest;
