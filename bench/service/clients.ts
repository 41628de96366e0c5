/** Clients in a closed loop: each pays, waits for the outcome, and pays again. */
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { Pool } from 'undici';
import { isRecord } from '../../src/system/platform/rows.ts';
import type { Stage } from './stage.ts';

const CURRENCY = 'EUR';
/** Minor units; enough for millions of payments. */
const TOP_UP = 1_000_000_000;
export const AMOUNT = 100;
const WAIT_SECONDS = 30;
const CREATED_AT_A_TIME = 16;

export interface Wallet {
  readonly walletId: string;
  readonly userId: string;
}

/** Makes wallets through the API, with money in them. */
export async function createWallets(stage: Stage, count: number): Promise<readonly Wallet[]> {
  const http = new Pool(stage.walletUrl, { connections: CREATED_AT_A_TIME, pipelining: 1 });
  const create = async (): Promise<Wallet> => {
    const userId = `bench-${randomUUID()}`;
    const wallet = await post(http, stage.apiKey, '/api/v1/wallets', { user_id: userId, currency: CURRENCY });
    const walletId = String(wallet['wallet_id']);
    await post(http, stage.apiKey, `/api/v1/wallets/${walletId}/top-up`, { amount: TOP_UP, currency: CURRENCY });
    return { walletId, userId };
  };
  try {
    return await Promise.all(Array.from({ length: count }, create));
  } finally {
    await http.close();
  }
}

/** What was paid between two moments. */
export interface Paid {
  readonly payments: number;
  readonly seconds: number;
  /** Milliseconds from request to outcome, in order of length. */
  readonly latencies: readonly number[];
}

export class Clients {
  readonly #http: Pool;
  readonly #apiKey: string;
  readonly #wallets: readonly Wallet[];
  readonly #running: readonly Promise<void>[];
  #stopped = false;
  #since = performance.now();
  #latencies: number[] = [];

  /** Starts so many clients; the wallets take turns. */
  constructor(stage: Stage, wallets: readonly Wallet[], count: number) {
    this.#http = new Pool(stage.paymentUrl, { connections: count, pipelining: 1 });
    this.#apiKey = stage.apiKey;
    this.#wallets = wallets;
    this.#running = Array.from({ length: count }, (_, index) => this.#loop(index, count));
  }

  /** Forgets what was paid so far. */
  restart(): void {
    this.#since = performance.now();
    this.#latencies = [];
  }

  /** What was paid since the last `restart`. */
  get paid(): Paid {
    const latencies = this.#latencies.toSorted((a, b) => a - b);
    return { payments: latencies.length, seconds: (performance.now() - this.#since) / 1_000, latencies };
  }

  /** Lets each finish its payment. @throws when one of them failed */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#running);
    await this.#http.close();
  }

  /** Rejects as soon as a payment does not complete. */
  get failure(): Promise<unknown> {
    return Promise.all(this.#running);
  }

  async #loop(first: number, step: number): Promise<void> {
    for (let turn = first; !this.#stopped; turn += step) {
      const wallet = this.#wallets[turn % this.#wallets.length];
      if (wallet === undefined) throw new Error('There is no wallet to pay from.');
      const startMs = performance.now();
      await this.#pay(wallet);
      this.#latencies.push(performance.now() - startMs);
    }
  }

  async #pay({ walletId, userId }: Wallet): Promise<void> {
    const payment = await post(this.#http, this.#apiKey, `/api/v1/payments?wait=${WAIT_SECONDS}`, {
      user_id: userId,
      wallet_id: walletId,
      merchant_id: 'shop',
      amount: AMOUNT,
      currency: CURRENCY,
      method: 'wallet',
    });
    if (payment['status'] !== 'COMPLETED') throw new Error(`A payment did not complete: ${JSON.stringify(payment)}`);
  }
}

async function post(http: Pool, key: string, path: string, body: unknown): Promise<Readonly<Record<string, unknown>>> {
  const response = await http.request({
    method: 'POST',
    path,
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${key}`,
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.body.json();
  if (response.statusCode >= 300 || !isRecord(answer)) {
    throw new Error(`${path} answered ${response.statusCode}: ${JSON.stringify(answer)}`);
  }
  return answer;
}
