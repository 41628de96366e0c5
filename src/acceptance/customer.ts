/** What a customer does over HTTP, and what can be seen of it from outside. */
import { deepEqual } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Answer, listIn, read, readUntil, send } from '../dev/trial/client.ts';
import { isRecord } from '../system/platform/rows.ts';
import { type Deployment, PROVIDERS, type Provider } from './deployment.ts';

type Fields = Answer['body'];

const CURRENCY = 'EUR';
const ENDS: readonly unknown[] = ['COMPLETED', 'FAILED', 'CANCELLED'];
/** Seconds that a call waits at the service for an end. */
const WAIT = 5;

/** A customer with a wallet of their own. Amounts are minor units. */
export class Customer {
  readonly #deployment: Deployment;
  readonly #name = `customer-${randomUUID()}`;
  #walletId = '';

  private constructor(deployment: Deployment) {
    this.#deployment = deployment;
  }

  /** Somebody new, with a wallet that holds `amount`. */
  static async with(amount: number, deployment: Deployment): Promise<Customer> {
    const customer = new Customer(deployment);
    const wallets = `${deployment.api}/api/v1/wallets`;
    const { body } = await send(wallets, { user_id: customer.#name, currency: CURRENCY });
    customer.#walletId = String(body['wallet_id']);
    await send(`${wallets}/${customer.#walletId}/top-up`, { amount, currency: CURRENCY });
    return customer;
  }

  /** Asks for a payment; the answer of the service, which is repeated until there is one. */
  ask(amount: number): Promise<Answer> {
    return send(`${this.#deployment.api}/api/v1/payments`, {
      user_id: this.#name,
      merchant_id: 'shop',
      method: 'wallet',
      wallet_id: this.#walletId,
      amount,
      currency: CURRENCY,
    });
  }

  /** A payment that has ended. */
  outcome(paymentId: string): Promise<Fields> {
    const url = `${this.#deployment.api}/api/v1/payments/${paymentId}?wait=${WAIT}`;
    return readUntil(url, ({ status }) => ENDS.includes(status));
  }

  /** Pays and waits for the end. */
  async pay(amount: number): Promise<Fields> {
    const { body } = await this.ask(amount);
    return this.outcome(String(body['payment_id']));
  }

  /** Holds the wallet to what it should have, once nothing is locked. @throws AssertionError */
  async has(available: number): Promise<void> {
    const url = `${this.#deployment.api}/api/v1/wallets/${this.#walletId}`;
    // A payment is completed a moment before its money leaves the wallet.
    const wallet = await readUntil(url, ({ locked }) => locked === 0);
    deepEqual({ available: wallet['available'], locked: wallet['locked'] }, { available, locked: 0 }, 'the wallet');
  }

  /** What the wallet has lived through, the oldest first. */
  async movements(): Promise<readonly string[]> {
    const { body } = await read(`${this.#deployment.api}/api/v1/wallets/${this.#walletId}/history?limit=200`);
    return listIn(body, 'events').map((entry) => String(entry['event_type']));
  }
}

/** The object at `name` of an answer; empty when there is none. */
export function partOf(body: Fields, name: string): Fields {
  const part = body[name];
  return isRecord(part) ? part : {};
}

/** The charges for a payment at each provider, by their status; providers without any are left out. */
export async function chargesFor(paymentId: string, { providers }: Deployment): Promise<Fields> {
  const found = await Promise.all(
    PROVIDERS.map(async (provider: Provider) => {
      const { body } = await read(`${providers[provider]}/v1/charges?payment_id=${paymentId}`);
      return [provider, listIn(body, 'data').map(({ status }) => status)] as const;
    }),
  );
  return Object.fromEntries(found.filter(([, statuses]) => statuses.length > 0));
}

/** How many charges for a payment have succeeded, at all providers together. */
export async function timesCharged(paymentId: string, deployment: Deployment): Promise<number> {
  const statuses = Object.values(await chargesFor(paymentId, deployment)).flat();
  return statuses.filter((status) => status === 'succeeded').length;
}

/** What the saga of a payment has said, the oldest first, once it has ended. */
export async function sagaOf(paymentId: string, { sagas }: Deployment): Promise<readonly string[]> {
  const url = `${sagas}/api/v1/admin/sagas/${paymentId}`;
  const saga = await readUntil(url, ({ state }) => state === 'COMPLETED' || state === 'FAILED');
  return listIn(saga, 'events').map((entry) => String(entry['event_type']));
}
