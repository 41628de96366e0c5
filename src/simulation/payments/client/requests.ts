/** How each kind of request is sent, and followed until it has come to its end. */
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  CancelRequest,
  ClientRequest,
  FreezeRequest,
  OperateRequest,
  PayRequest,
  RefundRequest,
  TopUpRequest,
  Workload,
} from '../workload.ts';
import { type Answer, fieldOf, type HttpOptions, insist, settles, textField, tryOnce } from './http.ts';
import type { PaymentBook } from './payment-book.ts';

export interface RequestsOptions {
  readonly workload: Workload;
  /** Id of each wallet of the workload; filled before the first request is sent. */
  readonly walletIds: readonly string[];
  readonly payments: PaymentBook;
  readonly wallet: HttpOptions;
  readonly payment: HttpOptions;
  readonly gateway: HttpOptions;
  readonly saga: HttpOptions;
}

const MERCHANT = 'merchant-1';
/** How long the service is asked to wait for the end of a payment; less than one try of a request lasts. */
const WAIT_SECONDS = 8;
const FIRST_PAUSE_MS = 150;
const LONGEST_PAUSE_MS = 2000;
const TOO_EARLY = 409;
const OPERATOR_PAUSE_MS = 500;
const TERMINAL = new Set<unknown>(['COMPLETED', 'FAILED', 'CANCELLED']);

export class Requests {
  readonly #options: RequestsOptions;

  constructor(options: RequestsOptions) {
    this.#options = options;
  }

  /** Sends a request at its time. Resolves when it was answered and what it set off has ended. */
  async send(request: ClientRequest, index: number): Promise<void> {
    await sleep(request.atMs);
    switch (request.kind) {
      case 'pay':
        return this.#pay(request, index);
      case 'topUp':
        return this.#topUp(request, index);
      case 'cancel':
        return this.#cancel(request, index);
      case 'refund':
        return this.#refund(request, index);
      case 'freeze':
      case 'unfreeze':
        return this.#freeze(request, index);
      case 'readWallet':
        return this.readWallet(request.wallet, index);
      case 'readPayment':
        return this.#readPayment(request.pay, request.waitSeconds, index);
      case 'operate':
        return this.#operate(request, index);
    }
  }

  /** Asks once what is in a wallet; again only if there was no answer. */
  async readWallet(wallet: number, request = -1): Promise<void> {
    const path = `/api/v1/wallets/${this.#options.walletIds[wallet] ?? ''}`;
    await insist(this.#options.wallet, { purpose: 'read-wallet', request, method: 'GET', path });
  }

  async #pay(request: PayRequest, index: number): Promise<void> {
    const { workload, walletIds, payments } = this.#options;
    const wallet = workload.wallets[request.wallet];
    const walletId = walletIds[request.wallet];
    if (wallet === undefined || walletId === undefined) {
      payments.accept(index, undefined);
      return;
    }
    const { source, merchant = MERCHANT, amount, currency = wallet.currency } = request;
    const answer = await insist(this.#options.payment, {
      purpose: 'pay',
      request: index,
      method: 'POST',
      path: '/api/v1/payments',
      body: {
        user_id: wallet.userId,
        merchant_id: merchant,
        amount,
        currency,
        ...(source === undefined ? { method: 'wallet', wallet_id: walletId } : { method: 'external', source }),
      },
      idempotencyKey: request.idempotencyKey ?? `pay-${index}`,
    });
    const paymentId = textField(answer, 'payment_id');
    payments.accept(index, paymentId);
    if (paymentId === undefined) return;
    await this.#untilEnded(paymentId, index);
    payments.end(index, paymentId);
  }

  #untilEnded(paymentId: string, request: number): Promise<void> {
    const path = `/api/v1/payments/${paymentId}?wait=${WAIT_SECONDS}`;
    return this.#poll({ purpose: 'poll', request, path }, ({ body }) => TERMINAL.has(fieldOf(body, 'status')));
  }

  async #poll(
    errand: { readonly purpose: 'poll' | 'poll-refunds'; readonly request: number; readonly path: string },
    isOver: (answer: Answer) => boolean,
  ): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await tryOnce(this.#options.payment, { ...errand, method: 'GET' }, attempt);
      if (answer?.status === 200 && isOver(answer)) return;
      await sleep(Math.min(FIRST_PAUSE_MS * 1.5 ** (attempt - 1), LONGEST_PAUSE_MS));
    }
  }

  async #topUp(request: TopUpRequest, index: number): Promise<void> {
    const { workload, walletIds } = this.#options;
    const wallet = workload.wallets[request.wallet];
    const walletId = walletIds[request.wallet];
    if (wallet === undefined || walletId === undefined) return;
    await insist(this.#options.wallet, {
      purpose: 'top-up',
      request: index,
      method: 'POST',
      path: `/api/v1/wallets/${walletId}/top-up`,
      body: { amount: request.amount, currency: wallet.currency },
      idempotencyKey: `top-up-${index}`,
    });
  }

  async #freeze({ kind, wallet }: FreezeRequest, index: number): Promise<void> {
    const walletId = this.#options.walletIds[wallet];
    if (walletId === undefined) return;
    await insist(this.#options.wallet, {
      purpose: kind,
      request: index,
      method: 'POST',
      path: `/api/v1/wallets/${walletId}/${kind}`,
      body: { reason: kind === 'freeze' ? 'fraud suspected' : 'suspicion gone' },
      idempotencyKey: `${kind}-${index}`,
    });
  }

  /** Waits for the payment to have been accepted: nobody can cancel what has no number yet. */
  async #cancel(request: CancelRequest, index: number): Promise<void> {
    const paymentId = await this.#accepted(request.pay);
    if (paymentId === undefined) return;
    await insist(this.#options.payment, {
      purpose: 'cancel',
      request: index,
      method: 'POST',
      path: `/api/v1/payments/${paymentId}/cancel`,
      idempotencyKey: `cancel-${index}`,
    });
  }

  /** Asks for the money back, and then how it goes until it has ended. */
  async #refund({ pay, amount, early, idempotencyKey }: RefundRequest, index: number): Promise<void> {
    const paymentId = early === true ? await this.#accepted(pay) : await this.#ended(pay);
    if (paymentId === undefined) return;
    const path = `/api/v1/payments/${paymentId}/refunds`;
    const answer = await insist(this.#options.payment, {
      purpose: 'refund',
      request: index,
      method: 'POST',
      path,
      body: { reason: 'returned goods', ...(amount === undefined ? {} : { amount }) },
      idempotencyKey: idempotencyKey ?? `refund-${index}`,
    });
    const refundId = textField(answer, 'refund_id');
    if (refundId === undefined) return;
    await this.#poll({ purpose: 'poll-refunds', request: index, path }, ({ body }) => hasEnded(body, refundId));
  }

  async #readPayment(pay: number, waitSeconds: number, request: number): Promise<void> {
    const paymentId = await this.#accepted(pay);
    if (paymentId === undefined) return;
    const path = `/api/v1/payments/${paymentId}?wait=${waitSeconds}`;
    await tryOnce(this.#options.payment, { purpose: 'poll', request, method: 'GET', path }, 1);
  }

  /** Without a key: doing it twice is the same as doing it once. */
  async #operate({ service = 'payment', path, body }: OperateRequest, request: number): Promise<void> {
    const errand = { purpose: 'operate', request, method: 'POST', path: `/api/v1/admin/${path}`, body } as const;
    for (let attempt = 1; ; attempt += 1) {
      const answer = await tryOnce(this.#options[service], errand, attempt);
      if (answer !== undefined && settles(answer) && answer.status !== TOO_EARLY) return;
      await sleep(OPERATOR_PAUSE_MS);
    }
  }

  #accepted(pay: number): Promise<string | undefined> {
    return this.#isPay(pay) ? this.#options.payments.accepted(pay) : Promise.resolve(undefined);
  }

  #ended(pay: number): Promise<string | undefined> {
    return this.#isPay(pay) ? this.#options.payments.ended(pay) : Promise.resolve(undefined);
  }

  #isPay(index: number): boolean {
    return this.#options.workload.requests[index]?.kind === 'pay';
  }
}

function hasEnded(body: unknown, refundId: string): boolean {
  const refunds = fieldOf(body, 'refunds');
  if (!Array.isArray(refunds)) return false;
  return refunds.some((one) => fieldOf(one, 'refund_id') === refundId && TERMINAL.has(fieldOf(one, 'status')));
}

/** A request in a few words, for what a run still waits for. */
export function describeRequest(request: ClientRequest, index: number): string {
  const name = `request ${index}: `;
  switch (request.kind) {
    case 'pay':
      return `${name}pay ${request.amount} ${request.source === undefined ? `from wallet ${request.wallet}` : 'by card'}`;
    case 'topUp':
      return `${name}top up wallet ${request.wallet} by ${request.amount}`;
    case 'cancel':
      return `${name}cancel request ${request.pay}`;
    case 'refund':
      return `${name}refund ${request.amount ?? 'all'} of request ${request.pay}`;
    case 'freeze':
    case 'unfreeze':
      return `${name}${request.kind} wallet ${request.wallet}`;
    case 'readWallet':
      return `${name}look at wallet ${request.wallet}`;
    case 'readPayment':
      return `${name}look at request ${request.pay}`;
    case 'operate':
      return `${name}${request.path} ${Object.values(request.body).join(' ')}`;
  }
}
