/**
 * Anomaly: money leaves a wallet that is frozen. Between the event that locks it and the one that unlocks it, nothing is deducted;
 * what had been deducted before is settled or given back all the same.
 */
import type { PaymentHistory } from '../simulation/payments/history.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';
import { textOf } from './view/message.ts';
import type { StoredEvent } from './view/view.ts';
import { walletStreams } from './view/wallet.ts';

export const frozenWalletUntouched: Property = {
  name: 'frozen-wallet-untouched',
  claim: 'Nothing is deducted from a wallet while it is frozen.',
  check: (history) => firstOf(anomalies(history)),
};

function* anomalies(history: PaymentHistory): Generator<Verdict> {
  for (const [walletId, stream] of walletStreams(history)) {
    let locked: StoredEvent | undefined;
    for (const event of stream) {
      if (event.eventType === 'WalletLocked') locked = event;
      if (event.eventType === 'WalletUnlocked') locked = undefined;
      if (event.eventType !== 'WalletDeducted' || locked === undefined) continue;
      yield violated(
        `wallet ${walletId} was frozen, and payment ${textOf(event, 'payment_id')} took money from it`,
        locked,
        event,
      );
    }
  }
}
