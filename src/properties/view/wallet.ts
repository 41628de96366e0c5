/** What the stored events of a wallet add up to, computed here and not by the system. */
import type { PaymentHistory } from '../../simulation/payments/history.ts';
import { numberOf, textOf } from './message.ts';
import { type StoredEvent, viewOf } from './view.ts';

/** Minor units. */
export interface Balance {
  readonly available: number;
  readonly locked: number;
}

/** The stored events of each wallet, in the order of their versions. */
export function walletStreams(history: PaymentHistory): ReadonlyMap<string, readonly StoredEvent[]> {
  const events = viewOf(history).stored.filter(
    ({ service, aggregateType }) => service === 'wallet' && aggregateType === 'wallet',
  );
  const streams = Map.groupBy(events, (event) => textOf(event, 'wallet_id'));
  return new Map(
    [...streams].map(([id, stream]) => [id, stream.toSorted((a, b) => a.aggregateVersion - b.aggregateVersion)]),
  );
}

/** The balance after one more event. */
export function afterEvent({ available, locked }: Balance, event: StoredEvent): Balance {
  const amount = numberOf(event, 'amount');
  switch (event.eventType) {
    case 'WalletCredited':
      return { available: available + amount, locked };
    case 'WalletDeducted':
      return { available: available - amount, locked: locked + amount };
    case 'WalletRefunded':
      return { available: available + amount, locked: locked - amount };
    case 'WalletSettled':
      return { available, locked: locked - amount };
    default:
      return { available, locked };
  }
}

/** The balance after all events of a wallet. */
export function foldBalance(stream: readonly StoredEvent[]): Balance {
  return stream.reduce(afterEvent, { available: 0, locked: 0 });
}

/** The balances at the end of the run, as `wallet.wallet_balances` has them. */
export function finalBalances(history: PaymentHistory): ReadonlyMap<string, Balance> {
  return new Map(
    viewOf(history)
      .rows('wallet.wallet_balances')
      .map((row) => [row['wallet_id'] ?? '', { available: Number(row['available']), locked: Number(row['locked']) }]),
  );
}
