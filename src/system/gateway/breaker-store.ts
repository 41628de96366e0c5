/** The rows of the breakers. A row is made when the first failure of its provider is counted; before, it is closed. */
import {
  instant,
  integer,
  optionalInstant,
  optionalText,
  type Queryable,
  type Row,
  type Transaction,
  text,
} from '../platform/index.ts';
import { isRecord } from '../platform/rows.ts';
import { isProvider, type Provider } from './attempt.ts';
import { BREAKER_STATES, type Breaker, closedBreaker, type Tally } from './breaker.ts';

/** A breaker with the version of its event stream. */
export interface StoredBreaker {
  readonly breaker: Breaker;
  readonly version: number;
}

const COLUMNS = 'provider, state, failures, tallies, open_until, probe_token, probe_until, version';

/** All breakers, as they are at this moment; for learning of those that others have opened. */
export async function readBreakers(database: Queryable): Promise<readonly Breaker[]> {
  const { rows } = await database.query(
    { name: 'gateway.breakers', text: `SELECT ${COLUMNS} FROM gateway.breakers ORDER BY provider` },
    [],
  );
  return rows.map((row) => breakerOf(row).breaker);
}

/** The breaker of `provider`, locked until the transaction ends. */
export async function lockBreaker(tx: Transaction, provider: Provider): Promise<StoredBreaker> {
  const lock = () =>
    tx.query(
      {
        name: 'gateway.lock-breaker',
        text: `SELECT ${COLUMNS} FROM gateway.breakers WHERE provider = $1 FOR UPDATE`,
      },
      [provider],
    );
  const [known] = (await lock()).rows;
  if (known !== undefined) return breakerOf(known);
  await tx.query(
    {
      name: 'gateway.add-breaker',
      // Somebody may have deleted the row in order to close the breaker; its events are still there.
      text: `INSERT INTO gateway.breakers (provider, state, failures, tallies, version)
        SELECT $1, 'closed', 0, '[]', COALESCE(max(version), 0) FROM gateway.streams
        WHERE aggregate_type = 'breaker' AND aggregate_id = $1 ON CONFLICT DO NOTHING`,
    },
    [provider],
  );
  // Somebody else may have been faster, so what is there now is what counts.
  const [added] = (await lock()).rows;
  return added === undefined ? { breaker: closedBreaker(provider), version: 0 } : breakerOf(added);
}

/** Writes a breaker that is locked. */
export async function saveBreaker(tx: Transaction, { breaker, version }: StoredBreaker): Promise<void> {
  await tx.query(
    {
      name: 'gateway.save-breaker',
      text: `UPDATE gateway.breakers SET state = $2, failures = $3, tallies = $4::jsonb, open_until = $5, probe_token = $6,
        probe_until = $7, version = $8 WHERE provider = $1`,
    },
    [
      breaker.provider,
      breaker.state,
      breaker.failures,
      JSON.stringify(breaker.tallies),
      breaker.openUntil === undefined ? null : new Date(breaker.openUntil).toISOString(),
      breaker.probe?.token ?? null,
      breaker.probe === undefined ? null : new Date(breaker.probe.until).toISOString(),
      version,
    ],
  );
}

/** A breaker as `to_jsonb` gave it, where it came along with something else; undefined for null. */
export function breakerFromJson(value: unknown): Breaker | undefined {
  if (!isRecord(value)) return undefined;
  const { open_until: openUntil, probe_until: probeUntil } = value;
  const row = { ...value, open_until: dateOf(openUntil), probe_until: dateOf(probeUntil) };
  return breakerOf(row).breaker;
}

function dateOf(value: unknown): Date | null {
  return typeof value === 'string' ? new Date(value) : null;
}

function breakerOf(row: Row): StoredBreaker {
  const provider = text(row, 'provider');
  if (!isProvider(provider)) throw new Error(`A breaker is stored for ${provider}, which this version does not know.`);
  const name = text(row, 'state');
  const state = BREAKER_STATES.find((one) => one === name);
  if (state === undefined)
    throw new Error(`A breaker is stored in the state ${name}, which this version does not know.`);
  const openUntil = optionalInstant(row, 'open_until');
  const token = optionalText(row, 'probe_token');
  const breaker: Breaker = {
    provider,
    state,
    failures: integer(row, 'failures'),
    tallies: talliesOf(row['tallies']),
    ...(openUntil === undefined ? {} : { openUntil: Date.parse(openUntil) }),
    ...(token === undefined ? {} : { probe: { token, until: Date.parse(instant(row, 'probe_until')) } }),
  };
  return { breaker, version: integer(row, 'version') };
}

function talliesOf(value: unknown): readonly Tally[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: unknown) => {
    const { at, answered, failed } = isRecord(one) ? one : {};
    const isTally = typeof at === 'number' && typeof answered === 'number' && typeof failed === 'number';
    return isTally ? [{ at, answered, failed }] : [];
  });
}
