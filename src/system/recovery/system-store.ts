/** The SQL of the recovery service. */
import { integer, type Queryable, type Transaction } from '../platform/index.ts';
import { NOTHING_KNOWN, readState, type SystemState } from './system-state.ts';

const NAME = 'system';

/** What is known of the system; with `lock`, nobody else changes it until the end of the transaction. */
export async function loadState(database: Queryable, lock: boolean): Promise<SystemState> {
  const { rows } = await database.query(
    {
      name: `recovery.system.${lock ? 'lock' : 'load'}`,
      text: `SELECT state FROM recovery.system WHERE name = $1${lock ? ' FOR UPDATE' : ''}`,
    },
    [NAME],
  );
  return rows[0] === undefined ? NOTHING_KNOWN : readState(rows[0]['state']);
}

export async function saveState(tx: Transaction, state: SystemState): Promise<void> {
  await tx.query(
    {
      name: 'recovery.system.save',
      text: `INSERT INTO recovery.system (name, state, updated_at) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET state = EXCLUDED.state, updated_at = EXCLUDED.updated_at`,
    },
    [NAME, JSON.stringify(state), new Date().toISOString()],
  );
}

/** How many events the recovery service has stored. */
export async function streamVersion(tx: Transaction): Promise<number> {
  const { rows } = await tx.query(
    {
      name: 'recovery.version',
      text: "SELECT version FROM recovery.streams WHERE aggregate_type = 'service' AND aggregate_id = 'recovery'",
    },
    [],
  );
  return rows[0] === undefined ? 0 : integer(rows[0], 'version');
}
