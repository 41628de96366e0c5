/** Wallets. */
import type { EnvironmentReader } from '../environment.ts';

export type WalletConfig = Readonly<ReturnType<typeof readWallet>>;

export function readWallet(read: EnvironmentReader) {
  read.section('Wallets');
  return {
    checkIntervalMs: read.integer('WALLET_CHECK_INTERVAL_MS', {
      default: 60_000,
      min: 100,
      max: 86_400_000,
      about: 'How often wallets are compared with their events, and corrected, in milliseconds.',
    }),
    shards: read.integer('WALLET_SHARDS', {
      default: 1,
      min: 1,
      max: 256,
      about: 'Shards over which wallets are spread. No transaction of the wallet service touches two of them.',
    }),
  };
}
