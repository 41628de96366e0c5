/** To whom a wallet belongs: its user. */
import { type Ownership, type Runtime, text } from '../platform/index.ts';

/** Finds the owner of a wallet; undefined when there is none with this id. */
export async function walletOwners(runtime: Runtime, walletId: string): Promise<Ownership | undefined> {
  const { rows } = await runtime.read.query(
    { name: 'wallet.owners', text: 'SELECT user_id FROM wallet.wallet_balances WHERE wallet_id = $1' },
    [walletId],
  );
  return rows.map((row) => ({ userId: text(row, 'user_id') }))[0];
}
