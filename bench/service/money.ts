/** A measurement in which money went missing measures nothing: what was paid has to be in the books, once. */
import type pg from 'pg';
import { integer } from '../../src/system/platform/rows.ts';

const SETTLE_LIMIT_MS = 60_000;
const LOOK_EVERY_MS = 100;

const CHECKS = `SELECT
  (SELECT coalesce(sum(amount), 0) FROM wallet.ledger_entries)::bigint AS books,
  (SELECT coalesce(sum(amount), 0) FROM payment.payment_status WHERE status = 'COMPLETED')::bigint AS completed,
  (SELECT count(*) FROM payment.payment_status WHERE status NOT IN ('COMPLETED', 'FAILED', 'CANCELLED'))::bigint AS open,
  (SELECT coalesce(sum(amount), 0) FROM wallet.ledger_entries WHERE account = 'merchant_clearing')::bigint AS settled,
  (SELECT -coalesce(sum(amount), 0) FROM wallet.ledger_entries WHERE account = 'top_up_source')::bigint AS topped_up,
  (SELECT coalesce(sum(available + locked), 0) FROM wallet.wallet_balances)::bigint AS balances,
  (SELECT coalesce(sum(amount), 0) FROM gateway.attempts WHERE outcome = 'approved')::bigint AS charged`;

/** Waits until nothing is under way and says what is wrong with the money; undefined when it adds up. */
export async function moneyProblem(database: pg.Pool): Promise<string | undefined> {
  const giveUpAt = Date.now() + SETTLE_LIMIT_MS;
  for (;;) {
    const problem = await lookOnce(database);
    if (problem === undefined || Date.now() > giveUpAt) return problem;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

async function lookOnce(database: pg.Pool): Promise<string | undefined> {
  const { rows } = await database.query<Record<string, unknown>>(CHECKS);
  const of = (column: string): number => integer(rows[0] ?? {}, column);
  if (of('books') !== 0) return `The entries of the books add up to ${of('books')}, not to zero.`;
  if (of('open') !== 0) return `${of('open')} payments have not ended.`;
  for (const sum of ['settled', 'charged']) {
    if (of(sum) !== of('completed'))
      return `Completed payments are worth ${of('completed')}, but ${of(sum)} was ${sum}.`;
  }
  const expected = of('topped_up') - of('settled');
  return of('balances') === expected ? undefined : `The wallets hold ${of('balances')}, but should hold ${expected}.`;
}
