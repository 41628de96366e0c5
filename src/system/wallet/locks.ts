/** Contention for wallets, measured. */
import type { Runtime } from '../platform/index.ts';

/** Takes note of how many seconds a wallet was waited for. */
export function lockObserver(runtime: Runtime): (seconds: number) => void {
  return (seconds) => runtime.metrics.observe('wallet_lock_contention_duration_seconds', {}, seconds);
}
