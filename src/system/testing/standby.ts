/** For integration tests: a real streaming replica of a running server, made the way a base backup is. */
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { type ClusterOptions, PostgresCluster, SUPERUSER } from '../../simulation/world/postgres/cluster.ts';
import {
  createRunDirectory,
  dataDirectoryOf,
  removeRunDirectory,
} from '../../simulation/world/postgres/run-directory.ts';
import { preparePrograms } from '../../simulation/world/postgres/server-process.ts';
import { copyTemplate } from '../../simulation/world/postgres/template.ts';

/** How a server has to be started so that it can have replicas. */
export const REPLICATED: ClusterOptions = {
  durable: true,
  settings: { wal_level: 'replica', max_wal_senders: '8', wal_keep_size: '256MB', fsync: 'off' },
};

/** Copies a running server and starts the copy as its hot standby. Reach it through `connectionString`, by its unix socket. */
export async function startStandby(primary: PostgresCluster): Promise<PostgresCluster> {
  const directory = await createRunDirectory();
  try {
    await backUp(primary, directory);
    const [host, port] = [path.dirname(primary.socketPath), path.extname(primary.socketPath).slice(1)];
    const conninfo = `host='${host}' port=${port} user=${SUPERUSER}`;
    return await PostgresCluster.start({
      template: directory,
      durable: true,
      settings: { ...REPLICATED.settings, hot_standby: 'on', primary_conninfo: conninfo },
    });
  } finally {
    await removeRunDirectory(directory);
  }
}

async function backUp(primary: PostgresCluster, directory: string): Promise<void> {
  const client = new pg.Client({ connectionString: primary.connectionString('postgres') });
  await client.connect();
  try {
    await client.query(`SELECT pg_backup_start('standby', true)`);
    await copyTemplate(preparePrograms(directory), primary.directory, directory);
    const label = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)');
    const data = dataDirectoryOf(directory);
    fs.writeFileSync(path.join(data, 'backup_label'), label.rows[0]?.labelfile ?? '');
    fs.writeFileSync(path.join(data, 'standby.signal'), '');
    for (const file of ['backup_label', 'standby.signal']) own(path.join(data, file), data);
  } finally {
    await client.end();
  }
}

/** What the server reads has to belong to its user. */
function own(file: string, like: string): void {
  const { uid, gid } = fs.statSync(like);
  if (process.getuid?.() === 0) fs.chownSync(file, uid, gid);
}
