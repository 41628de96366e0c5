/** The whole system, running, for requests and messages that nobody expects: all services, a provider, a wallet with money, and keys. */
import { randomUUID } from 'node:crypto';
import { type RunningProvider, startProvider } from '../../../simulation/payments/provider/server.ts';
import { SCOPES } from '../../platform/api/caller.ts';
import { issueApiKey } from '../../platform/api/key-admin.ts';
import { openPool, reader } from '../../platform/database.ts';
import { createLogger } from '../../platform/log.ts';
import { startEnvironment, type TestEnvironment } from '../environment.ts';
import { type AllServices, startAll, stopAll } from '../services.ts';

export interface FuzzWorld {
  readonly environment: TestEnvironment;
  readonly services: AllServices;
  /** Keys as they stand in a header: an operator's with every scope, a user's, a merchant's. */
  readonly keys: { readonly operator: string; readonly user: string; readonly merchant: string };
  readonly user: string;
  /** The user's wallet, in EUR. */
  readonly wallet: string;
  /** Posts as the operator, and gives what is answered. */
  post(service: keyof AllServices, path: string, body: unknown): Promise<Readonly<Record<string, unknown>>>;
  /** Pays 5 EUR out of a wallet of the user, or of a new one, and gives the payment as it ended. */
  pay(wallet?: string): Promise<Readonly<Record<string, unknown>>>;
  close(): Promise<void>;
}

/** With which the provider's webhooks are signed. */
export const WEBHOOK_SECRET = 'whsec_fuzz';

const FAST = { ratePerSecond: 1_000_000, burst: 1_000_000, name: 'fuzz' };

/** Starts everything. */
export async function startFuzzWorld(): Promise<FuzzWorld> {
  const environment = await startEnvironment();
  const provider: RunningProvider = await startProvider({ name: 'stripe', port: 0, workMs: { min: 0, max: 1 } });
  const config = environment.config({
    API_AUTH: 'on',
    PROVIDERS: 'stripe',
    PROVIDER_STRIPE_URL: provider.address,
    PROVIDER_STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
  });
  const pool = openPool(config.database, 'fuzz', createLogger(config.log, 'fuzz', 'fuzz'));
  const user = `user-${randomUUID()}`;
  const keyOf = async (kind: 'operator' | 'user' | 'merchant', id: string): Promise<string> => {
    const scopes = SCOPES.filter((scope) => kind === 'operator' || scope !== 'admin');
    const { key } = await issueApiKey(reader(pool), { owner: { kind, id }, scopes, ...FAST });
    return `Bearer ${key}`;
  };
  const keys = {
    operator: await keyOf('operator', 'fuzz'),
    user: await keyOf('user', user),
    merchant: await keyOf('merchant', 'shop'),
  };
  await pool.end();
  const services = await startAll(config);
  const post: FuzzWorld['post'] = async (service, path, body) => {
    const answer = await fetch(`${services[service].address}/api/v1${path}`, {
      method: 'POST',
      headers: {
        authorization: keys.operator,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify(body),
    });
    const parsed: unknown = await answer.json();
    return { ...(typeof parsed === 'object' ? parsed : {}) };
  };
  const { wallet_id } = await post('wallet', '/wallets', { user_id: user, currency: 'EUR' });
  const wallet = String(wallet_id);
  await post('wallet', `/wallets/${wallet}/top-up`, { amount: 1_000_000_000, currency: 'EUR' });
  const newWallet = async (user_id: string): Promise<string> => {
    const { wallet_id } = await post('wallet', '/wallets', { user_id, currency: 'EUR' });
    await post('wallet', `/wallets/${String(wallet_id)}/top-up`, { amount: 500, currency: 'EUR' });
    return String(wallet_id);
  };
  const pay: FuzzWorld['pay'] = async (known) => {
    const user_id = known === undefined ? `user-${randomUUID()}` : user;
    const wallet_id = known ?? (await newWallet(user_id));
    const order = { user_id, merchant_id: 'shop', wallet_id, amount: 500, currency: 'EUR', method: 'wallet' };
    return await post('payment', '/payments?wait=30', order);
  };
  const close = async (): Promise<void> => {
    await stopAll(services);
    await provider.stop();
    await environment.close();
  };
  return { environment, services, keys, user, wallet, post, pay, close };
}

/** A change is judged by the same requests each time; looking for new ones is for who has the time. */
const EVERYDAY_SEED = 1_574_811_016;

/** How many runs, and for how long at most: more with FUZZ_SECONDS. */
export function fuzzLimits(runs: number): {
  readonly seed?: number;
  readonly numRuns: number;
  readonly interruptAfterTimeLimit: number;
} {
  const seconds = Number(process.env['FUZZ_SECONDS'] ?? '');
  return seconds > 0
    ? { numRuns: Number.MAX_SAFE_INTEGER, interruptAfterTimeLimit: seconds * 1_000 }
    : { seed: EVERYDAY_SEED, numRuns: runs, interruptAfterTimeLimit: 20_000 };
}
