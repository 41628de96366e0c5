/**
 * Anomaly: money appears or vanishes. What a wallet holds, free and locked together, is what was paid into it less
 * what was settled out of it; what was paid in was sent in by a client; and every movement in the double-entry books
 * has two sides, so that all accounts together stand at zero.
 *
 * Seen in real systems as a void that writes one leg of two, as a lost update (the second of two writers puts back
 * an old balance), and as a top-up that a retry books twice.
 */
import type { PaymentHistory } from '../simulation/payments/history.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';
import { isObject } from './view/message.ts';
import { viewOf } from './view/view.ts';
import { finalBalances, walletStreams } from './view/wallet.ts';

export const moneyConserved: Property = {
  name: 'money-conserved',
  claim: 'No money appears or vanishes.',
  check: (history) => firstOf(anomalies(history)),
};

function* anomalies(history: PaymentHistory): Generator<Verdict> {
  yield* walletsAddUp(history);
  yield* nothingCreditedThatNobodySent(history);
  yield* booksBalance(history);
}

function* walletsAddUp(history: PaymentHistory): Generator<Verdict> {
  const streams = walletStreams(history);
  for (const [walletId, { available, locked }] of finalBalances(history)) {
    const stream = streams.get(walletId) ?? [];
    const credited = sum(stream, 'WalletCredited');
    const settled = sum(stream, 'WalletSettled');
    if (available + locked === credited - settled) continue;
    yield violated(
      `wallet ${walletId} holds ${available} free and ${locked} locked, but ${credited} was paid in and ${settled} settled`,
      { walletId, available, locked, credited, settled },
    );
  }
}

/** An answer may be lost, so what was sent is an upper bound; the lower one is `nothing-acknowledged-lost`. */
function* nothingCreditedThatNobodySent(history: PaymentHistory): Generator<Verdict> {
  const sent = new Map<string, number>();
  const seen = new Set<string>();
  for (const { purpose, path, body, idempotencyKey } of history.exchanges) {
    if (purpose !== 'fund-wallet' && purpose !== 'top-up') continue;
    if (seen.has(idempotencyKey ?? '')) continue;
    seen.add(idempotencyKey ?? '');
    const walletId = path.split('/')[4] ?? '';
    const amount = isObject(body) && typeof body['amount'] === 'number' ? body['amount'] : 0;
    sent.set(walletId, (sent.get(walletId) ?? 0) + amount);
  }
  for (const [walletId, stream] of walletStreams(history)) {
    const topUps = stream.filter((event) => event.eventType === 'WalletCredited' && event.data['source'] === 'top_up');
    const credited = sum(topUps, 'WalletCredited');
    if (credited <= (sent.get(walletId) ?? 0)) continue;
    yield violated(
      `${credited} was credited to wallet ${walletId}, but clients sent only ${sent.get(walletId) ?? 0}`,
      ...topUps.map(({ eventId, data }) => ({ eventId, data })),
    );
  }
}

function* booksBalance(history: PaymentHistory): Generator<Verdict> {
  const accounts = Map.groupBy(viewOf(history).rows('wallet.ledger_entries'), (row) => row['currency'] ?? '');
  for (const [currency, entries] of accounts) {
    const total = entries.reduce((sum, entry) => sum + Number(entry['amount']), 0);
    if (total !== 0) yield violated(`the accounts in ${currency} add up to ${total}, not to zero`, ...entries);
  }
}

function sum(
  events: readonly { readonly eventType: string; readonly data: Readonly<Record<string, unknown>> }[],
  type: string,
): number {
  let total = 0;
  for (const event of events) {
    const amount = event.data['amount'];
    if (event.eventType === type && typeof amount === 'number') total += amount;
  }
  return total;
}
