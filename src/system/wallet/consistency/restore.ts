/**
 * Loads wallets for a decision. A wallet that has events but no row is no unknown wallet: it has lost its read model, which is recomputed
 * before anything is decided. That costs only those who ask for a wallet that is not there a further statement.
 */
import { type Step, text } from '../../platform/index.ts';
import { loadWallets, type WalletQuery } from '../store.ts';
import type { Wallet } from '../wallet.ts';
import { repairWallet } from './repair.ts';

/** Like `loadWallets`, certain that what is `unknown` has no events. */
export async function loadForDecision(step: Step, query: WalletQuery): Promise<Map<string, Wallet>> {
  const wallets = await loadWallets(step.tx, query);
  const unknown = [...wallets.values()].filter(({ status }) => status === 'unknown').map(({ walletId }) => walletId);
  if (unknown.length === 0 || !(await restoreLost(step, unknown))) return wallets;
  return loadWallets(step.tx, query);
}

async function restoreLost(step: Step, walletIds: readonly string[]): Promise<boolean> {
  const { rows } = await step.tx.query(
    {
      name: 'wallet.lost',
      text: `SELECT aggregate_id FROM wallet.streams WHERE aggregate_type = 'wallet' AND aggregate_id = ANY($1::text[])
ORDER BY aggregate_id`,
    },
    [walletIds],
  );
  for (const row of rows) await repairWallet(step, text(row, 'aggregate_id'));
  return rows.length > 0;
}
