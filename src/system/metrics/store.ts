/** The SQL of the metrics service. A batch of messages is written by one statement. */
import { instant, integer, type Queryable, type Row, text } from '../platform/index.ts';
import type { MinuteCount, Tally } from './tally.ts';

/** How long counts of minutes are kept. */
const KEPT_MS = 2 * 86_400_000;

const APPLY = {
  name: 'metrics.apply',
  text: `
WITH ended AS (
  DELETE FROM metrics.open_payments WHERE payment_id = ANY($1::uuid[])
  RETURNING payment_id, (extract(epoch FROM initiated_at) * 1000)::bigint AS initiated_ms
), started AS (
  INSERT INTO metrics.open_payments (payment_id, initiated_at)
  SELECT * FROM unnest($2::uuid[], $3::timestamptz[]) ON CONFLICT DO NOTHING
), counted AS (
  INSERT INTO metrics.minutes AS m (minute, measure, label, value)
  SELECT * FROM unnest($4::timestamptz[], $5::text[], $6::text[], $7::bigint[])
  ON CONFLICT (minute, measure, label) DO UPDATE SET value = m.value + excluded.value
), unstuck AS (
  DELETE FROM metrics.stuck_sagas WHERE payment_id = ANY($8::uuid[])
), stuck AS (
  INSERT INTO metrics.stuck_sagas (payment_id, detected_at)
  SELECT * FROM unnest($9::uuid[], $10::timestamptz[]) ON CONFLICT DO NOTHING
), breakers AS (
  INSERT INTO metrics.breakers AS b (provider, state, changed_at)
  SELECT * FROM unnest($11::text[], $12::text[], $13::timestamptz[])
  ON CONFLICT (provider) DO UPDATE SET state = excluded.state, changed_at = excluded.changed_at
    WHERE b.changed_at <= excluded.changed_at
)
SELECT payment_id, initiated_ms FROM ended`,
};

/**
 * Writes what a batch adds up to.
 *
 * @param ends payments that ended and did not begin in this batch.
 * @param starts payments that began and did not end in it.
 * @returns when those of `ends` had begun, in milliseconds since 1970, by id; without those that nobody saw begin.
 */
export async function applyTally(
  database: Queryable,
  tally: Tally,
  ends: readonly string[],
  starts: readonly (readonly [string, string])[],
): Promise<ReadonlyMap<string, number>> {
  const { minutes } = tally;
  const stuck = [...tally.stuck].flatMap(([id, since]) => (since === false ? [] : [[id, since] as const]));
  const unstuck = [...tally.stuck].flatMap(([id, since]) => (since === false ? [id] : []));
  const breakers = [...tally.breakers].sort(([a], [b]) => (a < b ? -1 : 1));
  const { rows } = await database.query(APPLY, [
    ends,
    starts.map(([id]) => id),
    starts.map(([, at]) => at),
    minutes.map(({ minute }) => minute),
    minutes.map(({ measure }) => measure),
    minutes.map(({ label }) => label),
    minutes.map(({ value }) => value),
    unstuck,
    stuck.map(([id]) => id),
    stuck.map(([, since]) => since),
    breakers.map(([provider]) => provider),
    breakers.map(([, { state }]) => state),
    breakers.map(([, { at }]) => at),
  ]);
  return new Map(rows.map((row) => [text(row, 'payment_id'), integer(row, 'initiated_ms')]));
}

/** Adds durations, which are known only after `applyTally`. */
export async function addMinutes(database: Queryable, minutes: readonly MinuteCount[]): Promise<void> {
  if (minutes.length === 0) return;
  await database.query(
    {
      name: 'metrics.minutes.add',
      text: `INSERT INTO metrics.minutes AS m (minute, measure, label, value)
SELECT * FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::bigint[])
ON CONFLICT (minute, measure, label) DO UPDATE SET value = m.value + excluded.value`,
    },
    [
      minutes.map(({ minute }) => minute),
      minutes.map(({ measure }) => measure),
      minutes.map(({ label }) => label),
      minutes.map(({ value }) => value),
    ],
  );
}

/** How often something was counted in a span of time. */
export interface Sum {
  readonly measure: string;
  readonly label: string;
  readonly value: number;
}

/** The counts of the minutes from `from` (inclusive) to `to` (exclusive); both ISO 8601. */
export async function sumMinutes(database: Queryable, from: string, to: string): Promise<readonly Sum[]> {
  const { rows } = await database.query(
    {
      name: 'metrics.minutes.sum',
      text: `SELECT measure, label, sum(value)::bigint AS value FROM metrics.minutes
WHERE minute >= $1 AND minute < $2 GROUP BY measure, label ORDER BY measure, label`,
    },
    [from, to],
  );
  return rows.map((row) => ({
    measure: text(row, 'measure'),
    label: text(row, 'label'),
    value: integer(row, 'value'),
  }));
}

/** Forgets minutes that no window reaches any more. */
export async function forgetMinutes(database: Queryable, now: number): Promise<void> {
  await database.query({ name: 'metrics.minutes.forget', text: 'DELETE FROM metrics.minutes WHERE minute < $1' }, [
    new Date(now - KEPT_MS).toISOString(),
  ]);
}

/** What is the case at present, from the tables of all services. */
export interface Present {
  readonly stuckSagas: number;
  readonly deadLetters: number;
}

/** Reads it. Dead letters are counted in the views that each service offers for this. */
export async function readPresent(database: Queryable, services: readonly string[]): Promise<Present> {
  const waiting = services.map((service) => `SELECT waiting FROM ${service}.dead_letters_waiting`).join(' UNION ALL ');
  const { rows } = await database.query(
    {
      name: 'metrics.present',
      text: `SELECT (SELECT count(*) FROM metrics.stuck_sagas) AS stuck_sagas,
  (SELECT coalesce(sum(waiting), 0)::bigint FROM (${waiting}) AS w) AS dead_letters`,
    },
    [],
  );
  const row: Row = rows[0] ?? {};
  return { stuckSagas: integer(row, 'stuck_sagas'), deadLetters: integer(row, 'dead_letters') };
}

/** How many connections the server has, from everywhere, and how many it accepts. */
export async function readConnections(database: Queryable): Promise<{ readonly open: number; readonly max: number }> {
  const { rows } = await database.query(
    {
      name: 'metrics.connections',
      text: `SELECT (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS open,
  (SELECT setting::bigint FROM pg_settings WHERE name = 'max_connections') AS max`,
    },
    [],
  );
  const row: Row = rows[0] ?? {};
  return { open: integer(row, 'open'), max: integer(row, 'max') };
}

/** The state of each breaker that ever changed. */
export async function readBreakers(
  database: Queryable,
): Promise<readonly { readonly provider: string; readonly state: string }[]> {
  const { rows } = await database.query(
    { name: 'metrics.breakers', text: 'SELECT provider, state FROM metrics.breakers' },
    [],
  );
  return rows.map((row) => ({ provider: text(row, 'provider'), state: text(row, 'state') }));
}

/**
 * Takes the turn of this interval.
 *
 * @param minute up to which minutes are recorded if the turn is had.
 * @returns up to which they had been recorded; undefined when somebody else has had the turn.
 */
export async function takeTurn(
  database: Queryable,
  now: number,
  intervalMs: number,
  minute: string,
): Promise<{ readonly recordedMinute: string } | undefined> {
  const { rows } = await database.query(
    {
      name: 'metrics.turn',
      // Locked first, or a second instance would see the row as it was and take the same turn.
      text: `WITH former AS (
  SELECT recorded_minute FROM metrics.evaluation WHERE one AND evaluated_at <= $2 FOR UPDATE
)
UPDATE metrics.evaluation e SET evaluated_at = $1, recorded_minute = greatest(e.recorded_minute, $3::timestamptz)
FROM former WHERE e.one RETURNING former.recorded_minute`,
    },
    // A little early counts: timers of several instances are never exactly an interval apart.
    [new Date(now).toISOString(), new Date(now - intervalMs * 0.9).toISOString(), minute],
  );
  return rows[0] === undefined ? undefined : { recordedMinute: instant(rows[0], 'recorded_minute') };
}

/** The alerts that are active. */
export async function activeAlerts(database: Queryable): Promise<ReadonlySet<string>> {
  const { rows } = await database.query(
    { name: 'metrics.alerts.active', text: 'SELECT alert FROM metrics.alerts WHERE active' },
    [],
  );
  return new Set(rows.map((row) => text(row, 'alert')));
}

/** Notes that an alert was raised or has ended. */
export async function saveAlert(
  database: Queryable,
  alert: string,
  active: boolean,
  value: number,
  at: string,
): Promise<void> {
  await database.query(
    {
      name: 'metrics.alerts.save',
      text: `INSERT INTO metrics.alerts (alert, active, value, changed_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (alert) DO UPDATE SET active = excluded.active, value = excluded.value, changed_at = excluded.changed_at`,
    },
    [alert, active, value, at],
  );
}
