/** For integration tests: asks instances of the wallet service over HTTP. */
import { randomUUID } from 'node:crypto';

/** A status and a parsed JSON body. */
export interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** A field of a body that must be a text. */
export function textIn(body: Record<string, unknown>, field: string): string {
  const value = body[field];
  if (typeof value !== 'string') throw new TypeError(`${field} is ${JSON.stringify(value)}, but should be a text.`);
  return value;
}

/** A client of the instances at `addresses()`, which are looked up at each call. */
export function walletClient(addresses: () => readonly string[]) {
  const call = async (at: number, method: string, path: string, body?: unknown, key?: string): Promise<Reply> => {
    const url = path.startsWith('/api/') ? path : `/api/v1/wallets${path}`;
    const answer = await fetch(`${addresses()[at]}${url}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const parsed: unknown = await answer.json();
    return { status: answer.status, body: { ...(typeof parsed === 'object' ? parsed : {}) } };
  };
  return {
    call,
    /** Creates a wallet with a balance, and returns its id. */
    walletWith: async (amount: number, currency = 'EUR', userId: string = randomUUID()): Promise<string> => {
      const { body } = await call(0, 'POST', '', { user_id: userId, currency });
      const id = textIn(body, 'wallet_id');
      if (amount > 0) await call(0, 'POST', `/${id}/top-up`, { amount, currency }, randomUUID());
      return id;
    },
  };
}
