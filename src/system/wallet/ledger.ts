/**
 * The books: every movement of money as a double entry. Four accounts: what a wallet has free, what is in flight for its payments, what
 * merchants and providers are owed, and the world outside that tops up. All entries of a currency add up to zero, always.
 */
import type { Message } from '../platform/index.ts';

export type Account = 'available' | 'in_flight' | 'merchant_clearing' | 'top_up_source';

/** One leg of a movement; positive amounts come in, negative ones go out. */
export interface LedgerEntry {
  readonly eventId: string;
  readonly account: Account;
  readonly walletId: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  /** ISO 8601. */
  readonly occurredAt: string;
}

/** From where to where money moves on each event; a refund of a settled payment comes back from the merchant. */
function movement(
  event: Message,
): { from: Account; to: Account; walletId: string; amount: number; currency: string } | undefined {
  switch (event.event_type) {
    case 'WalletCredited':
      return {
        ...moved(event.data),
        from: event.data.source === 'refund' ? 'merchant_clearing' : 'top_up_source',
        to: 'available',
      };
    case 'WalletDeducted':
      return { ...moved(event.data), from: 'available', to: 'in_flight' };
    case 'WalletRefunded':
      return { ...moved(event.data), from: 'in_flight', to: 'available' };
    case 'WalletSettled':
      return { ...moved(event.data), from: 'in_flight', to: 'merchant_clearing' };
    default:
      return undefined;
  }
}

/** The entries of an event: two that cancel out, or none when no money moves. */
export function entriesOf(event: Message): readonly LedgerEntry[] {
  const move = movement(event);
  if (move === undefined) return [];
  const { walletId, amount, currency } = move;
  const leg = { eventId: event.event_id, walletId, currency, occurredAt: event.occurred_at };
  return [
    { ...leg, account: move.from, amount: -amount },
    { ...leg, account: move.to, amount },
  ];
}

function moved(data: { readonly wallet_id: string; readonly amount: number; readonly currency: string }) {
  return { walletId: data.wallet_id, amount: data.amount, currency: data.currency };
}
