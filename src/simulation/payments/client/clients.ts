/**
 * The clients of a run: they open and fund the wallets, send the workload's requests at their times, and then ask
 * about each payment until it has ended, which they let the service wait for. They know the system by its HTTP interface and nothing else.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpExchange } from '../history.ts';
import type { ClientRequest, Workload } from '../workload.ts';
import { type Answer, insist, isReady, textField } from './http.ts';
import { PaymentBook } from './payment-book.ts';
import { describeRequest, Requests } from './requests.ts';

export interface ClientsOptions {
  readonly workload: Workload;
  /** Base addresses of each service's instances, e.g. `http://payment-1:8080`. */
  readonly addresses: Readonly<Record<'payment' | 'wallet' | 'gateway' | 'saga', readonly string[]>>;
  /** Milliseconds since the start of the run. */
  readonly now: () => number;
  readonly record: (exchange: HttpExchange) => void;
}

const READY_POLL_MS = 50;
const LAST = 'the last requests';

export class Clients {
  readonly #options: ClientsOptions;
  readonly #walletIds: string[] = [];
  readonly #requests: Requests;
  readonly #open = new Set<string>();
  #begun = false;
  readonly #atRest = Promise.withResolvers<void>();
  /** Whether there are requests for the end that have not been sent. */
  #kept: boolean;

  constructor(options: ClientsOptions) {
    this.#options = options;
    const { workload, now, record } = options;
    this.#kept = workload.requests.some(isLast);
    this.#requests = new Requests({
      workload,
      walletIds: this.#walletIds,
      payments: new PaymentBook(workload.requests.length),
      wallet: { addresses: options.addresses.wallet, now, record },
      payment: { addresses: options.addresses.payment, now, record },
      gateway: { addresses: options.addresses.gateway, now, record },
      saga: { addresses: options.addresses.saga, now, record },
    });
  }

  /** What the clients still wait for, one line each. */
  pending(): readonly string[] {
    return this.#begun ? [...this.#open] : ['the clients have not begun'];
  }

  /** Tells the clients that everything rests. Returns whether they have kept requests for then, which they send now. */
  sendLast(): boolean {
    if (!this.#kept) return false;
    this.#kept = false;
    this.#open.add(LAST);
    this.#atRest.resolve();
    return true;
  }

  /** Id of each wallet of the workload, as far as they have been opened. */
  get walletIds(): readonly string[] {
    return this.#walletIds;
  }

  /** Runs the whole workload; resolves when every request was answered and every payment and refund has ended. */
  async run(): Promise<void> {
    this.#begun = true;
    const { addresses, workload } = this.#options;
    const { wallets, requests } = workload;
    await this.#waitFor('services to be ready', this.#untilReady([...addresses.wallet, ...addresses.payment]));
    await this.#waitFor('wallets to be opened', this.#openWallets());
    await this.#send((request) => !isLast(request));
    const looks = wallets.map((_, index) =>
      this.#waitFor(`a look at wallet ${index}`, this.#requests.readWallet(index)),
    );
    await Promise.all(looks);
    if (!requests.some(isLast)) return;
    await this.#atRest.promise;
    await this.#waitFor('services to be ready again', this.#untilReady(Object.values(addresses).flat()));
    await this.#waitFor(LAST, this.#send(isLast));
  }

  async #send(which: (request: ClientRequest) => boolean): Promise<void> {
    const sent = this.#options.workload.requests.map(async (request, index) => {
      if (!which(request)) return;
      await this.#waitFor(describeRequest(request, index), this.#requests.send(request, index));
    });
    await Promise.all(sent);
  }

  async #waitFor<T>(what: string, work: Promise<T>): Promise<T> {
    this.#open.add(what);
    const result = await work;
    this.#open.delete(what);
    return result;
  }

  /** Not recorded: nobody is promised anything yet. */
  async #untilReady(addresses: readonly string[]): Promise<void> {
    for (const address of addresses) {
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

  #wallets() {
    return { ...this.#options, addresses: this.#options.addresses.wallet };
  }
}

function isLast(request: ClientRequest): boolean {
  return request.kind === 'pay' && request.last === true;
}

/** Without its wallets a workload means nothing, so the client ends instead of going on. */
function refused(what: string, answer: Answer): Error {
  return new Error(`${what}: the wallet service answered ${answer.status} ${JSON.stringify(answer.body)}`);
}
