/**
 * The bug on purpose: check, then write. The balance is read when a payment is checked, and written back, less the
 * amount, when it is deducted; nobody looks whether it is still what it was, and the UPDATE has no condition. It works as
 * long as the payments of a wallet come one after the other, which is why such code passes its tests and ships
 * (blnk#171, midaz#2429).
 */
import { causeOf, type Message, type Step } from '../../system/platform/index.ts';
import { entriesOf } from '../../system/wallet/ledger.ts';
import { loadWallets } from '../../system/wallet/store.ts';

type Deduct = Extract<Message, { event_type: 'DeductWalletBalance' }>;
type Check = Extract<Message, { event_type: 'CheckWalletBalance' }>;

const WRITE_BACK = {
  name: 'canary.write-back',
  text: `UPDATE wallet.wallet_balances
SET available = $2, locked = locked + $3::bigint, version = version + 1, updated_at = $4::timestamptz
WHERE wallet_id = $1`,
};

const HOLD = {
  name: 'canary.hold',
  text: `INSERT INTO wallet.holds (payment_id, wallet_id, amount, state, held_version) VALUES ($1, $2, $3, 'held', $4)`,
};

const BOOK = {
  name: 'canary.book',
  text: `INSERT INTO wallet.ledger_entries (event_id, account, wallet_id, amount, currency, occurred_at)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::timestamptz[])`,
};

export class CarelessDeductions {
  /** What was available when each payment was checked. */
  readonly #seen = new Map<string, number>();

  /** Reads the balance, and keeps it for later. */
  async look(step: Step, { data }: Check): Promise<void> {
    const wallet = (await loadWallets(step.tx, { walletIds: [data.wallet_id] })).get(data.wallet_id);
    if (wallet !== undefined) this.#seen.set(data.payment_id, wallet.available);
  }

  /** Takes the money from the balance that was seen, and writes the rest back. */
  async take(step: Step, command: Deduct): Promise<void> {
    const { wallet_id, payment_id, amount, currency } = command.data;
    const wallet = (await loadWallets(step.tx, { walletIds: [wallet_id], paymentIds: [payment_id] })).get(wallet_id);
    if (wallet === undefined || wallet.holds.has(payment_id)) return;
    const rest = (this.#seen.get(payment_id) ?? wallet.available) - amount;
    const after = { available_after: rest, locked_after: wallet.locked + amount };
    const data = { wallet_id, payment_id, amount, currency, ...after };
    const stream = { type: 'wallet', id: wallet_id, version: wallet.version } as const;
    const events = step.append(stream, [{ event_type: 'WalletDeducted', data }], causeOf(command));
    await step.tx.query(WRITE_BACK, [wallet_id, rest, amount, new Date().toISOString()]);
    await step.tx.query(HOLD, [payment_id, wallet_id, amount, wallet.version + 1]);
    await book(step, events);
  }
}

async function book(step: Step, events: readonly Message[]): Promise<void> {
  const entries = events.flatMap(entriesOf);
  await step.tx.query(BOOK, [
    entries.map((entry) => entry.eventId),
    entries.map((entry) => entry.account),
    entries.map((entry) => entry.walletId),
    entries.map((entry) => entry.amount),
    entries.map((entry) => entry.currency),
    entries.map((entry) => entry.occurredAt),
  ]);
}
