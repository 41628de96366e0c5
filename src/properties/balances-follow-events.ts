/**
 * Anomaly: a balance was there that no point in a wallet's history has. Each balance that a commit has shown is what the wallet's events add up to
 * at some version, and these versions never go back; so what time travel tells of a moment agrees with what was seen at that moment. A row
 * that is written beside its events, and put right later, shows here even when the end is as it should be.
 */
import type { BalanceObservation, PaymentHistory } from '../simulation/payments/history.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';
import type { StoredEvent } from './view/view.ts';
import { afterEvent, type Balance, walletStreams } from './view/wallet.ts';

export const balancesFollowEvents: Property = {
  name: 'balances-follow-events',
  claim: 'Each balance that was ever seen is the one of the events up to then.',
  check: (history) => firstOf(anomalies(history)),
};

function* anomalies(history: PaymentHistory): Generator<Verdict> {
  const streams = walletStreams(history);
  for (const [walletId, seen] of Map.groupBy(history.balances, (balance) => balance.walletId)) {
    const told = balancesAfterEach(streams.get(walletId) ?? []);
    let version = 0;
    for (const balance of seen) {
      const found = told.findIndex((one, index) => index >= version && isSame(one, balance));
      if (found < 0) {
        const last = told[version];
        yield violated(
          `wallet ${walletId} had ${balance.available} free and ${balance.locked} locked at ${Math.round(balance.atMs)} ms, which no event from version ${version} on leads to`,
          balance,
          ...(last === undefined ? [] : [last]),
        );
        break;
      }
      version = found;
    }
  }
}

/** The balance before the first event, after it, after the second, and so on. */
function balancesAfterEach(stream: readonly StoredEvent[]): readonly Balance[] {
  const balances: Balance[] = [{ available: 0, locked: 0 }];
  for (const event of stream) balances.push(afterEvent(balances.at(-1) ?? { available: 0, locked: 0 }, event));
  return balances;
}

function isSame(one: Balance, { available, locked }: BalanceObservation): boolean {
  return one.available === available && one.locked === locked;
}
