/**
 * Short names for what has a UUID: P1, P2 for payments in the order in which the workload asks for them, W1, W2 for
 * its wallets. A UUID says nothing to a reader and fills a diagram.
 */
import { paymentIdsByRequest } from '../campaign/outcome.ts';
import type { PaymentHistory } from '../payments/history.ts';
import { payNumber } from './describe.ts';
import { textField } from './fields.ts';

export interface NamedWallet {
  readonly name: string;
  readonly id: string;
  readonly currency: string;
}

export interface NamedPayment {
  readonly name: string;
  readonly id: string;
  /** Minor units; absent if the request is not known. */
  readonly amount?: number;
  readonly currency?: string;
  readonly walletName?: string;
  /** Index of the request in the workload. */
  readonly request?: number;
}

export interface Names {
  readonly wallets: readonly NamedWallet[];
  readonly payments: readonly NamedPayment[];
  /** The short name of an id, or the id's first block. */
  of(id: string): string;
  /** A text with every id that has a short name replaced by it. */
  readonly within: (text: string) => string;
}

/** Names everything that a history mentions. */
export function namesOf(history: PaymentHistory): Names {
  const wallets = namedWallets(history);
  const payments = namedPayments(history, wallets);
  const byId = new Map([...wallets, ...payments].map(({ id, name }) => [id, name]));
  const of = (id: string): string => byId.get(id) ?? shortened(id);
  const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
  return { wallets, payments, of, within: (text) => text.replace(uuid, (id) => byId.get(id) ?? id) };
}

function shortened(id: string): string {
  return /^[0-9a-f]{8}-/.test(id) ? `${id.slice(0, 8)}…` : id;
}

function namedWallets(history: PaymentHistory): readonly NamedWallet[] {
  const told = history.exchanges.flatMap(({ path, body, answer }) => {
    const id = path.endsWith('/wallets') ? textField(answer?.body, 'wallet_id') : undefined;
    return id === undefined ? [] : [{ id, user: textField(body, 'user_id'), currency: textField(body, 'currency') }];
  });
  const known = history.workload.wallets.flatMap(({ userId, currency }, index) => {
    const id = told.find((one) => one.user === userId && one.currency === currency)?.id;
    return id === undefined ? [] : [{ name: `W${index + 1}`, id, currency }];
  });
  const ids = new Set(known.map(({ id }) => id));
  const others = [...new Set(history.balances.map(({ walletId }) => walletId))].filter((id) => !ids.has(id));
  const currency = history.workload.wallets[0]?.currency ?? '?';
  const first = history.workload.wallets.length + 1;
  return [...known, ...others.map((id, index) => ({ name: `W${first + index}`, id, currency }))];
}

function namedPayments(history: PaymentHistory, wallets: readonly NamedWallet[]): readonly NamedPayment[] {
  const { requests } = history.workload;
  const known = new Map<string, NamedPayment>();
  const inOrder = [...paymentIdsByRequest(history)].sort(([a], [b]) => a - b);
  for (const [index, id] of inOrder) {
    const request = requests[index];
    if (request?.kind !== 'pay' || known.has(id)) continue;
    const wallet = wallets.find(({ name }) => name === `W${request.wallet + 1}`);
    known.set(id, {
      name: `P${payNumber(requests, index)}`,
      id,
      amount: request.amount,
      currency: history.workload.wallets[request.wallet]?.currency ?? '?',
      request: index,
      ...(wallet === undefined ? {} : { walletName: wallet.name }),
    });
  }
  let next = requests.filter(({ kind }) => kind === 'pay').length + 1;
  for (const { id } of history.paymentStates) if (!known.has(id)) known.set(id, { name: `P${next++}`, id });
  return [...known.values()];
}
