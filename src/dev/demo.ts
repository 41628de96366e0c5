/** A wallet with money in it, so that the first curl line pays something. */
import { setTimeout } from 'node:timers/promises';
import { isRecord } from '../system/platform/rows.ts';

/** Minor units. */
const TOP_UP = 100_000;
const CURRENCY = 'EUR';
const READY_LIMIT_MS = 60_000;
const LOOK_EVERY_MS = 200;

/** Resolves when all of these answer that they are ready. @throws Error naming the first that does not within a minute. */
export async function allReady(urls: readonly string[]): Promise<void> {
  const giveUpAt = Date.now() + READY_LIMIT_MS;
  for (const url of urls) {
    while (!(await isReady(url))) {
      if (Date.now() > giveUpAt)
        throw new Error(`${url} did not become ready within a minute; see what it printed above.`);
      await setTimeout(LOOK_EVERY_MS);
    }
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`)).ok;
  } catch {
    return false;
  }
}

/** Creates a wallet of user "ada" and tops it up. @returns its id; undefined when callers need a key. */
export async function createWallet(walletUrl: string): Promise<string | undefined> {
  const wallet = await post(`${walletUrl}/api/v1/wallets`, { user_id: 'ada', currency: CURRENCY });
  const id = isRecord(wallet) ? wallet['wallet_id'] : undefined;
  if (typeof id !== 'string') return undefined;
  await post(`${walletUrl}/api/v1/wallets/${id}/top-up`, { amount: TOP_UP, currency: CURRENCY });
  return id;
}

async function post(url: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  return response.ok ? answer : undefined;
}

/** The command that pays 12.50 out of a wallet and waits for the outcome. */
export function payLine(paymentUrl: string, walletId: string): string {
  const body = {
    user_id: 'ada',
    wallet_id: walletId,
    merchant_id: 'shop',
    amount: 1_250,
    currency: CURRENCY,
    method: 'wallet',
  };
  return `curl -s '${paymentUrl}/api/v1/payments?wait=10' -H 'content-type: application/json' -H "idempotency-key: $RANDOM$RANDOM" -d '${JSON.stringify(body)}'`;
}
