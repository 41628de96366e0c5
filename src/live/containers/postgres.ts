/** Postgres in a container, flushing as in production. */
import { setTimeout as sleep } from 'node:timers/promises';
import { PostgreSqlContainer } from '@testcontainers/postgresql';
import pg from 'pg';
import type { LivePostgres } from '../infrastructure/servers.ts';
import { freePorts } from '../processes/free-ports.ts';
import { HOST, killable, startContainer } from './server.ts';

const START_LIMIT_MS = 180_000;
const LOOK_EVERY_MS = 100;
const PORT = 5432;
const [NAME, PASSWORD] = ['temblor', 'temblor'];
/** What observing a live run through the write-ahead log needs. */
const SETTINGS = {
  wal_level: 'logical',
  max_replication_slots: '10',
  max_wal_senders: '10',
  max_connections: '300',
};

/** @throws EnvironmentError if the image can't be had, or Postgres doesn't start */
export async function startPostgresContainer(image: string): Promise<LivePostgres & { stop(): Promise<void> }> {
  // A port that the engine chose would be another one after a restart.
  const [port = 0] = await freePorts(1);
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const container = await startContainer(image, () =>
    new PostgreSqlContainer(image)
      .withUsername(NAME)
      .withPassword(PASSWORD)
      .withDatabase(NAME)
      .withExposedPorts({ container: PORT, host: port })
      .withCommand(['postgres', ...settings])
      .withStartupTimeout(START_LIMIT_MS)
      .start(),
  );
  const url = `postgres://${NAME}:${PASSWORD}@${HOST}:${port}/${NAME}`;
  const untilUp = (): Promise<void> => untilAnswered(url);
  await untilUp();
  return { url, killable: killable(container, untilUp), stop: async () => void (await container.stop()) };
}

async function untilAnswered(url: string): Promise<void> {
  const giveUpAt = performance.now() + START_LIMIT_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
      await sleep(LOOK_EVERY_MS);
    }
  }
}
