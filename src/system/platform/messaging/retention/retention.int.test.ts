/** What retention deletes, against a real Postgres. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AUDIT_TOPIC, TOPIC_NAMES, TOPICS } from '../../../../../generated/contracts/index.ts';
import { startEnvironment, type TestEnvironment } from '../../../testing/environment.ts';
import { eventually } from '../../../testing/topics.ts';
import { openPool } from '../../database.ts';
import { createLogger } from '../../log.ts';
import { Runtime } from '../../runtime.ts';
import { RetentionWorker } from './worker.ts';

const DAY_MS = 86_400_000;
let environment: TestEnvironment;

beforeAll(async () => {
  environment = await startEnvironment();
});

afterAll(() => environment.close());

const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();

/** `syncedAt` null: still pending. */
function enqueue(type: string, syncedAt: string | null, count = 1): Promise<unknown> {
  const id = randomUUID();
  const at = syncedAt === null ? 'NULL' : `'${syncedAt}'`;
  return environment.query(
    `INSERT INTO wallet.outbox (topic, message_key, event_id, event_type, correlation_id, payload, created_at, synced_at)
     SELECT 't', 'k', '${id}', '${type}', '${id}', '{}', '${daysAgo(400)}', ${at} FROM generate_series(1, ${count})`,
  );
}

function letter(
  type: string,
  state: 'waiting' | 'redriven' | 'discarded',
  resolvedAt: string | null,
): Promise<unknown> {
  const at = resolvedAt === null ? 'NULL' : `'${resolvedAt}'`;
  return environment.query(
    `INSERT INTO wallet.dead_letters (dead_letter_id, topic, partition, record_offset, headers, value_base64, event_type, cause, reason,
       errors, attempts, first_failed_at, last_failed_at, state, redrives, resolved_at)
     VALUES ('${randomUUID()}', 't', 0, 0, '{}', '', '${type}', 'failed', 'r', '[]', 1, '${daysAgo(400)}', '${daysAgo(400)}',
       '${state}', 0, ${at})`,
  );
}

function handled(service: string, at: string, count = 1): Promise<unknown> {
  return environment.query(
    `INSERT INTO wallet.processed_events (service_name, event_id, processed_at)
     SELECT '${service}', gen_random_uuid(), '${at}' FROM generate_series(1, ${count})`,
  );
}

test('no topic keeps a message for longer than the inbox, however it is set', () => {
  const { retention } = environment.config({ INBOX_RETENTION_DAYS: '61' });
  const consumed = TOPIC_NAMES.filter((name) => name !== AUDIT_TOPIC).map((name) => TOPICS[name].retentionMs);
  expect(Math.max(...consumed)).toBeLessThan(retention.inboxMs);
  expect(() => environment.config({ INBOX_RETENTION_DAYS: '60' })).toThrow('INBOX_RETENTION_DAYS');
});

test('deletes what was published or settled long ago, and nothing that waits', async () => {
  await enqueue('pending for long', null);
  await enqueue('old', daysAgo(4), 1_200);
  await enqueue('young', daysAgo(2));
  await letter('waiting for long', 'waiting', null);
  await letter('old', 'redriven', daysAgo(31));
  await letter('old', 'discarded', daysAgo(31));
  await letter('young', 'discarded', daysAgo(29));
  // The letter that waits for long may have been handled by another way after it failed first.
  await handled('long before any letter', daysAgo(401), 600);
  await handled('after the oldest letter', daysAgo(399));
  const config = environment.config({
    INBOX_RETENTION_DAYS: '100',
    OUTBOX_RETENTION_DAYS: '3',
    DEAD_LETTER_RETENTION_DAYS: '30',
    RETENTION_INTERVAL_MS: '100',
  });
  const log = createLogger(config.log, 'wallet', 'test');
  const pool = openPool(config.database, 'retention', log);
  const runtime = new Runtime('wallet', config, log, pool);
  const worker = new RetentionWorker(runtime);
  worker.start();
  try {
    const left = (table: string) =>
      environment.query(`SELECT event_type, count(*) FROM wallet.${table} GROUP BY event_type ORDER BY event_type`);
    await eventually(async () => ((await left('dead_letters')).length === 2 ? true : undefined));
    expect(await left('dead_letters')).toEqual([
      ['waiting for long', '1'],
      ['young', '1'],
    ]);
    expect(await left('outbox')).toEqual([
      ['pending for long', '1'],
      ['young', '1'],
    ]);
    const inbox = 'SELECT service_name, count(*) FROM wallet.processed_events GROUP BY service_name';
    await eventually(async () => ((await environment.query(inbox)).length === 1 ? true : undefined));
    expect(await environment.query(inbox)).toEqual([['after the oldest letter', '1']]);
    const shown = await runtime.metrics.text();
    expect(shown).toMatch(/retention_deleted_total\{[^}]*table="outbox"[^}]*\} 1200/);
    expect(shown).toMatch(/retention_deleted_total\{[^}]*table="dead_letters"[^}]*\} 2/);
    expect(shown).toMatch(/retention_deleted_total\{[^}]*table="processed_events"[^}]*\} 600/);
  } finally {
    await worker.stop();
    await pool.end();
  }
});
