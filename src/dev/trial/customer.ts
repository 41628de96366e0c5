/**
 * A customer of a trial: has a wallet, and orders one thing after the other, some of which are refunded, called off, declined or too dear.
 * What was accepted is written down, to be asked for at the end.
 */
import { randomUUID } from 'node:crypto';
import type { TriedCustomer, TriedPayment } from './books.ts';
import { listIn, read, readUntil, send } from './client.ts';

/** Where everything answers, without a slash at the end. */
export interface TrialUrls {
  readonly payment: string;
  readonly wallet: string;
  readonly providers: readonly string[];
}

type Kind = 'wallet' | 'refunded' | 'card' | 'cancelled' | 'declined' | 'too-dear';

/** One round of orders. */
const ROUND = [
  'wallet',
  'refunded',
  'card',
  'cancelled',
  'wallet',
  'declined',
  'too-dear',
] as const satisfies readonly Kind[];
const PAID_IN = 500_000;
const AMOUNT = 1_000;
const CURRENCY = 'EUR';
const ENDS: readonly unknown[] = ['COMPLETED', 'FAILED', 'CANCELLED'];
/** Seconds that a call waits at the service for an end. */
const WAIT = 5;

export class Customer {
  readonly #urls: TrialUrls;
  readonly #name = `trial-${randomUUID()}`;
  readonly #accepted: string[] = [];
  #walletId = '';
  #orders = 0;

  constructor(urls: TrialUrls) {
    this.#urls = urls;
  }

  /** How many orders have come to an end. */
  get orders(): number {
    return this.#orders;
  }

  /** Opens a wallet and pays into it. */
  async begin(): Promise<void> {
    const wallets = `${this.#urls.wallet}/api/v1/wallets`;
    const { body } = await send(wallets, { user_id: this.#name, currency: CURRENCY });
    this.#walletId = String(body['wallet_id']);
    await send(`${wallets}/${this.#walletId}/top-up`, { amount: PAID_IN, currency: CURRENCY });
  }

  /** Orders until `signal` is aborted; the last order is seen to its end. */
  async shop(signal: AbortSignal): Promise<void> {
    for (; !signal.aborted; this.#orders += 1) await this.#order(ROUND[this.#orders % ROUND.length] ?? 'wallet');
  }

  /** What there is in the end, asked of the services and the providers. */
  async report(): Promise<TriedCustomer> {
    const url = `${this.#urls.wallet}/api/v1/wallets/${this.#walletId}`;
    // A payment is completed a moment before its money leaves the wallet.
    const wallet = await readUntil(url, (one) => one['locked'] === 0);
    const payments = await this.#payments();
    return {
      walletId: this.#walletId,
      paidIn: PAID_IN,
      available: Number(wallet['available']),
      locked: Number(wallet['locked']),
      accepted: this.#accepted,
      payments: await Promise.all(payments.map((payment) => this.#tried(payment))),
    };
  }

  async #order(kind: Kind): Promise<void> {
    const payments = `${this.#urls.payment}/api/v1/payments`;
    const { status, body } = await send(payments, this.#orderOf(kind));
    const id = body['payment_id'];
    if (typeof id !== 'string') throw new Error(`A payment was answered with ${status}: ${JSON.stringify(body)}.`);
    this.#accepted.push(id);
    if (kind === 'cancelled') await send(`${payments}/${id}/cancel`, { reason: 'changed my mind' });
    const ended = await readUntil(`${payments}/${id}?wait=${WAIT}`, (one) => ENDS.includes(one['status']));
    if (kind !== 'refunded' || ended['status'] !== 'COMPLETED') return;
    await send(`${payments}/${id}/refunds`, { amount: AMOUNT / 4, reason: 'one item came back' });
    await readUntil(`${payments}/${id}/refunds`, (one) =>
      listIn(one, 'refunds').every((refund) => refund['status'] !== 'REQUESTED'),
    );
  }

  #orderOf(kind: Kind) {
    const amount = kind === 'too-dear' ? PAID_IN * 2 : AMOUNT;
    const order = { user_id: this.#name, merchant_id: 'shop', amount, currency: CURRENCY };
    if (kind === 'card' || kind === 'declined') {
      return { ...order, method: 'external', source: kind === 'card' ? 'tok_visa' : 'tok_visa_declined' };
    }
    return { ...order, method: 'wallet', wallet_id: this.#walletId };
  }

  async #payments(): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const found: Readonly<Record<string, unknown>>[] = [];
    for (let cursor = ''; ; ) {
      const url = `${this.#urls.payment}/api/v1/payments?user_id=${this.#name}&limit=200${cursor}`;
      const { body } = await read(url);
      found.push(...listIn(body, 'payments'));
      if (typeof body['next_cursor'] !== 'string') return found;
      cursor = `&cursor=${body['next_cursor']}`;
    }
  }

  async #tried(payment: Readonly<Record<string, unknown>>): Promise<TriedPayment> {
    const { payment_id, status, amount, wallet_id } = payment;
    const { body } = await read(`${this.#urls.payment}/api/v1/payments/${String(payment_id)}/refunds`);
    const refunded = listIn(body, 'refunds').filter((refund) => refund['status'] === 'COMPLETED');
    const charges = await Promise.all(
      this.#urls.providers.map((url) => read(`${url}/v1/charges?payment_id=${String(payment_id)}`)),
    );
    const paid = charges.flatMap((list) => listIn(list.body, 'data')).filter((one) => one['status'] === 'succeeded');
    return {
      paymentId: String(payment_id),
      status: String(status),
      amount: Number(amount),
      ...(typeof wallet_id === 'string' ? { walletId: wallet_id } : {}),
      refunded: sum(refunded.map((refund) => Number(refund['amount']))),
      charged: sum(paid.map((one) => Number(one['amount']) - Number(one['amount_refunded']))),
    };
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
