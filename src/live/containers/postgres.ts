/** Postgres in a container, flushing as in production. */
import { PostgreSqlContainer } from '@testcontainers/postgresql';
import { OBSERVED_POSTGRES, untilPostgresAnswers } from '../infrastructure/observed-postgres.ts';
import type { LivePostgres } from '../infrastructure/servers.ts';
import { freePorts } from '../processes/free-ports.ts';
import { HOST, killable, startContainer } from './server.ts';

const START_LIMIT_MS = 180_000;
const PORT = 5432;
const [NAME, PASSWORD] = ['temblor', 'temblor'];
/** @throws EnvironmentError if the image can't be had, or Postgres doesn't start */
export async function startPostgresContainer(image: string): Promise<LivePostgres & { stop(): Promise<void> }> {
  // A port that the engine chose would be another one after a restart.
  const [port = 0] = await freePorts(1);
  const settings = Object.entries(OBSERVED_POSTGRES).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
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
  const untilUp = (): Promise<void> => untilPostgresAnswers(url, START_LIMIT_MS);
  await untilUp();
  return { url, killable: killable(container, untilUp), stop: async () => void (await container.stop()) };
}
