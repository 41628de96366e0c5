/**
 * Which shard a wallet lives in. Wallets are spread over 256 slots by a hash of their id, for ever; a shard is a range of slots. So shards
 * can be split without moving anything within a slot, and everything that a wallet's transaction writes (balance, holds, its legs in the
 * ledger, the clearing accounts) is in one of them.
 */
import { createHash } from 'node:crypto';

/** Slots there are. Also in SQL: `wallet.slot_of`. */
export const SLOTS = 256;

/** The slot of a wallet, from 0 to 255. */
export function slotOf(walletId: string): number {
  return createHash('sha256').update(walletId).digest().readUInt8(0);
}

/** The shard of a wallet, from 0 to `shards - 1`. `shards` is from 1 to 256. */
export function shardOf(walletId: string, shards: number): number {
  return shards === 1 ? 0 : Math.floor((slotOf(walletId) * shards) / SLOTS);
}
