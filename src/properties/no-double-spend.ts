/**
 * Anomaly: the same money is promised to two payments. At each deduction, what the wallet's events add up to has to
 * cover it; and the balance that the deduction claims to leave behind is the one that the events before it lead to.
 * A balance that was read, used for a decision and written back after somebody else's deduction shows here even
 * when the row itself never went below zero.
 */
import type { PaymentHistory } from '../simulation/payments/history.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';
import { textOf } from './view/message.ts';
import type { StoredEvent } from './view/view.ts';
import { afterEvent, type Balance, walletStreams } from './view/wallet.ts';

export const noDoubleSpend: Property = {
  name: 'no-double-spend',
  claim: 'What is deducted from a wallet was there, under any interleaving.',
  check: (history) => firstOf(anomalies(history)),
};

function* anomalies(history: PaymentHistory): Generator<Verdict> {
  for (const [walletId, stream] of walletStreams(history)) {
    let balance: Balance = { available: 0, locked: 0 };
    const spent: StoredEvent[] = [];
    for (const event of stream) {
      const before = balance;
      balance = afterEvent(balance, event);
      if (event.eventType !== 'WalletDeducted') continue;
      spent.push(event);
      if (balance.available < 0) yield overspent(walletId, before, spent);
      else yield* wrongRest(walletId, balance, event);
    }
  }
}

function overspent(walletId: string, before: Balance, spent: readonly StoredEvent[]): Verdict {
  const last = spent.at(-1);
  const wanted = String(last?.data['amount']);
  return violated(
    `payment ${String(last?.data['payment_id'])} took ${wanted} from wallet ${walletId}, where ${before.available} was left`,
    ...spent.map(({ eventId, aggregateVersion, data }) => ({ eventId, aggregateVersion, data })),
  );
}

function* wrongRest(walletId: string, balance: Balance, event: StoredEvent): Generator<Verdict> {
  const claimed = event.data['available_after'];
  if (claimed === balance.available) return;
  yield violated(
    `the deduction for payment ${textOf(event, 'payment_id')} claims to leave ${String(claimed)} in wallet ${walletId}; its events leave ${balance.available}`,
    { eventId: event.eventId, aggregateVersion: event.aggregateVersion, data: event.data },
  );
}
