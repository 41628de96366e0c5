/** Somebody's session with the database, in which a transaction was left open that holds rows. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import type { RowsLockedFault } from './faults.ts';

export const OPEN_SESSION = 'session';

const TABLES: Readonly<Record<RowsLockedFault['rows'], string>> = {
  wallets: 'wallet.wallet_balances',
  payments: 'payment.payment_status',
  sagas: 'saga.active_sagas',
  charges: 'gateway.attempts',
};

export interface OpenSessionOptions {
  readonly faults: readonly RowsLockedFault[];
  readonly connect: () => Client;
  /** Milliseconds since the start of the run. */
  readonly now: () => number;
  readonly onStruck: (fault: RowsLockedFault) => void;
}

/** Holds the rows that there are at the time, as long as the connection lasts. Resolves when all is given back. */
export async function runOpenSession(options: OpenSessionOptions): Promise<void> {
  await Promise.all(options.faults.map((fault) => hold(fault, options)));
}

async function hold(fault: RowsLockedFault, { connect, now, onStruck }: OpenSessionOptions): Promise<void> {
  await sleep(Math.max(0, fault.atMs - now()));
  const client = connect();
  // A connection that breaks gives the rows back; there is nothing to be done about it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('BEGIN');
    const { rowCount } = await client.query(`SELECT FROM ${TABLES[fault.rows]} FOR UPDATE`);
    if ((rowCount ?? 0) > 0) {
      onStruck(fault);
      await sleep(fault.forMs);
    }
    await client.query('ROLLBACK');
  } catch {
    // As above.
  }
  await client.end().catch(() => undefined);
}
