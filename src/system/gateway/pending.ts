/** What the gateway goes on with after a start: attempts whose outcome is not known. Their leases run out, and whoever takes one over asks the provider first. */
import { integer, type Queryable } from '../platform/index.ts';

/** How many attempts are not settled. */
export async function pendingAttempts(database: Queryable): Promise<number> {
  const { rows } = await database.query(
    { name: 'gateway.pending', text: `SELECT count(*) AS pending FROM gateway.attempts WHERE phase <> 'SETTLED'` },
    [],
  );
  return integer(rows[0] ?? {}, 'pending');
}
