/**
 * The clients of a run: they open and fund the wallets, send the workload's requests at their times, and then ask
 * about each payment until it has ended, which they let the service wait for. They know the system by its HTTP interface and nothing else.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpExchange } from '../history.ts';
import type { CancelRequest, ClientRequest, PayRequest, TopUpRequest, Workload } from '../workload.ts';
import { type Answer, fieldOf, insist, isReady, tryOnce } from './http.ts';

export interface ClientsOptions {
  readonly workload: Workload;
  /** Base addresses of the payment service's instances, e.g. `http://payment-1:8080`. */
  readonly paymentAddresses: readonly string[];
  readonly walletAddresses: readonly string[];
  /** Milliseconds since the start of the run. */
  readonly now: () => number;
  readonly record: (exchange: HttpExchange) => void;
}

const READY_POLL_MS = 50;
const MERCHANT = 'merchant-1';
/** How long the service is asked to wait for the end of a payment; less than one try of a request lasts. */
const WAIT_SECONDS = 8;
const FIRST_PAUSE_MS = 150;
const LONGEST_PAUSE_MS = 2000;
const TERMINAL = new Set<unknown>(['COMPLETED', 'FAILED', 'CANCELLED']);

export class Clients {
  readonly #options: ClientsOptions;
  readonly #walletIds: string[] = [];
  /** Settled once the request was answered; with nothing where no payment came of it. */
  readonly #payments: PromiseWithResolvers<string | undefined>[];
  readonly #open = new Set<string>();
  #begun = false;

  constructor(options: ClientsOptions) {
    this.#options = options;
    this.#payments = options.workload.requests.map(() => Promise.withResolvers());
  }

  /** What the clients still wait for, one line each. */
  pending(): readonly string[] {
    return this.#begun ? [...this.#open] : ['the clients have not begun'];
  }

  /** Id of each wallet of the workload, as far as they have been opened. */
  get walletIds(): readonly string[] {
    return this.#walletIds;
  }

  /** Runs the whole workload; resolves when every request was answered and every payment has ended. */
  async run(): Promise<void> {
    this.#begun = true;
    const { wallets, requests } = this.#options.workload;
    await this.#waitFor('services to be ready', this.#untilReady());
    await this.#waitFor('wallets to be opened', this.#openWallets());
    await Promise.all(
      requests.map((request, index) => this.#waitFor(describe(request, index), this.#send(request, index))),
    );
    await Promise.all(wallets.map((_, index) => this.#waitFor(`a look at wallet ${index}`, this.#readWallet(index))));
  }

  async #waitFor<T>(what: string, work: Promise<T>): Promise<T> {
    this.#open.add(what);
    const result = await work;
    this.#open.delete(what);
    return result;
  }

  /** Not recorded: nobody is promised anything yet. */
  async #untilReady(): Promise<void> {
    const { paymentAddresses, walletAddresses } = this.#options;
    for (const address of [...walletAddresses, ...paymentAddresses]) {
      while (!(await isReady(address))) await sleep(READY_POLL_MS);
    }
  }

  async #openWallets(): Promise<void> {
    const { wallets } = this.#options.workload;
    const ids = await Promise.all(wallets.map((wallet, index) => this.#openWallet(wallet, index)));
    this.#walletIds.push(...ids);
  }

  async #openWallet(wallet: Workload['wallets'][number], index: number): Promise<string> {
    const { userId, currency, topUp } = wallet;
    const opened = await insist(this.#wallets(), {
      purpose: 'open-wallet',
      request: -1,
      method: 'POST',
      path: '/api/v1/wallets',
      body: { user_id: userId, currency },
      idempotencyKey: `open-wallet-${index}`,
    });
    const walletId = textField(opened, 'wallet_id');
    if (walletId === undefined) throw refused(`wallet ${index} was not opened`, opened);
    if (topUp > 0) {
      const funded = await insist(this.#wallets(), {
        purpose: 'fund-wallet',
        request: -1,
        method: 'POST',
        path: `/api/v1/wallets/${walletId}/top-up`,
        body: { amount: topUp, currency },
        idempotencyKey: `fund-wallet-${index}`,
      });
      if (funded.status >= 400) throw refused(`wallet ${index} was not funded`, funded);
    }
    return walletId;
  }

  async #send(request: ClientRequest, index: number): Promise<void> {
    await sleep(request.atMs);
    switch (request.kind) {
      case 'pay':
        return this.#pay(request, index);
      case 'topUp':
        return this.#topUp(request, index);
      case 'cancel':
        return this.#cancel(request, index);
    }
  }

  async #pay(request: PayRequest, index: number): Promise<void> {
    const wallet = this.#options.workload.wallets[request.wallet];
    const walletId = this.#walletIds[request.wallet];
    const payment = this.#payments[index];
    if (wallet === undefined || walletId === undefined) {
      payment?.resolve(undefined);
      return;
    }
    const answer = await insist(this.#paymentService(), {
      purpose: 'pay',
      request: index,
      method: 'POST',
      path: '/api/v1/payments',
      body: {
        user_id: wallet.userId,
        wallet_id: walletId,
        merchant_id: MERCHANT,
        amount: request.amount,
        currency: wallet.currency,
        method: 'wallet',
      },
      idempotencyKey: request.idempotencyKey ?? `pay-${index}`,
    });
    const paymentId = textField(answer, 'payment_id');
    payment?.resolve(paymentId);
    if (paymentId !== undefined) await this.#poll(paymentId, index);
  }

  async #poll(paymentId: string, index: number): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await tryOnce(
        this.#paymentService(),
        { purpose: 'poll', request: index, method: 'GET', path: `/api/v1/payments/${paymentId}?wait=${WAIT_SECONDS}` },
        attempt,
      );
      if (answer?.status === 200 && TERMINAL.has(fieldOf(answer.body, 'status'))) return;
      await sleep(Math.min(FIRST_PAUSE_MS * 1.5 ** (attempt - 1), LONGEST_PAUSE_MS));
    }
  }

  async #topUp(request: TopUpRequest, index: number): Promise<void> {
    const wallet = this.#options.workload.wallets[request.wallet];
    const walletId = this.#walletIds[request.wallet];
    if (wallet === undefined || walletId === undefined) return;
    await insist(this.#wallets(), {
      purpose: 'top-up',
      request: index,
      method: 'POST',
      path: `/api/v1/wallets/${walletId}/top-up`,
      body: { amount: request.amount, currency: wallet.currency },
      idempotencyKey: `top-up-${index}`,
    });
  }

  /** Waits for the payment to have been accepted: nobody can cancel what has no number yet. */
  async #cancel(request: CancelRequest, index: number): Promise<void> {
    if (this.#options.workload.requests[request.pay]?.kind !== 'pay') return;
    const paymentId = await this.#payments[request.pay]?.promise;
    if (paymentId === undefined) return;
    await insist(this.#paymentService(), {
      purpose: 'cancel',
      request: index,
      method: 'POST',
      path: `/api/v1/payments/${paymentId}/cancel`,
      idempotencyKey: `cancel-${index}`,
    });
  }

  async #readWallet(index: number): Promise<void> {
    const path = `/api/v1/wallets/${this.#walletIds[index] ?? ''}`;
    await insist(this.#wallets(), { purpose: 'read-wallet', request: -1, method: 'GET', path });
  }

  #wallets() {
    return { ...this.#options, addresses: this.#options.walletAddresses };
  }

  #paymentService() {
    return { ...this.#options, addresses: this.#options.paymentAddresses };
  }
}

function textField(answer: Answer, name: string): string | undefined {
  const value = fieldOf(answer.body, name);
  return typeof value === 'string' ? value : undefined;
}

/** Without its wallets a workload means nothing, so the client ends instead of going on. */
function refused(what: string, answer: Answer): Error {
  return new Error(`${what}: the wallet service answered ${answer.status} ${JSON.stringify(answer.body)}`);
}

function describe(request: ClientRequest, index: number): string {
  switch (request.kind) {
    case 'pay':
      return `request ${index}: pay ${request.amount} from wallet ${request.wallet}`;
    case 'topUp':
      return `request ${index}: top up wallet ${request.wallet} by ${request.amount}`;
    case 'cancel':
      return `request ${index}: cancel request ${request.pay}`;
  }
}
