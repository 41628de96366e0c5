/** What a real Postgres says of its commits is understood. */
import pg from 'pg';
import { expect, test } from 'vitest';
import { PostgresCluster } from '../../simulation/world/postgres/cluster.ts';
import { readTransactions } from '../observe/pgoutput.ts';

test('transactions are read in the order of their commits, without those that were rolled back', async () => {
  const cluster = await PostgresCluster.start({
    durable: true,
    tcp: true,
    settings: { wal_level: 'logical', max_replication_slots: '2', max_wal_senders: '2' },
  });
  const url = cluster.connectionString('postgres');
  const [first, second] = [new pg.Client(url), new pg.Client(url)];
  await Promise.all([first.connect(), second.connect()]);
  try {
    await first.query('CREATE TABLE t (id int PRIMARY KEY, note text); CREATE PUBLICATION p FOR TABLE t');
    await first.query(`SELECT pg_create_logical_replication_slot('s', 'pgoutput')`);
    await first.query(`BEGIN; INSERT INTO t VALUES (1, 'early, committed late')`);
    await second.query(`INSERT INTO t VALUES (2, NULL)`);
    await second.query(`BEGIN; INSERT INTO t VALUES (3, 'never'); ROLLBACK`);
    await first.query('COMMIT');
    await second.query(`UPDATE t SET note = 'ü', id = 4 WHERE id = 2; DELETE FROM t WHERE id = 1; TRUNCATE t`);
    const { rows } = await first.query<{ data: Buffer }>(
      `SELECT data FROM pg_logical_slot_peek_binary_changes('s', NULL, NULL, 'proto_version', '1', 'publication_names', 'p')`,
    );
    const transactions = readTransactions(rows.map(({ data }) => data));
    expect(transactions.map(({ changes }) => changes.map(({ table, row }) => [table, row['id'], row['note']]))).toEqual(
      [[['public.t', '2', null]], [['public.t', '1', 'early, committed late']], [['public.t', '4', 'ü']]],
    );
    expect(Math.abs((transactions[0]?.committedAt ?? 0) - Date.now())).toBeLessThan(60_000);
  } finally {
    await Promise.all([first.end(), second.end()]);
    await cluster.stop();
  }
});
