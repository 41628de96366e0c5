/** The jars of Apache Kafka, fetched once through Maven into a cache directory. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheDirectory, type Environment } from '../cache-directory.ts';
import { unable } from '../environment-error.ts';
import { KAFKA_VERSION, pomText } from './pom.ts';

const FETCH_LIMIT_MS = 300_000;

/**
 * The directory with Kafka's jars; fetches them when they are not there yet, which takes a minute.
 * @param say told when something has to be fetched
 * @throws EnvironmentError if Maven is missing or fails
 */
export async function kafkaJars(say: (line: string) => void, env: Environment = process.env): Promise<string> {
  const directory = join(cacheDirectory(env), `kafka-${KAFKA_VERSION}`);
  if (existsSync(directory)) return directory;
  say(`Fetching Apache Kafka ${KAFKA_VERSION} through Maven into ${directory}; this happens once.`);
  await mkdir(cacheDirectory(env), { recursive: true });
  const work = await mkdtemp(join(cacheDirectory(env), 'fetching-'));
  try {
    await fetchInto(work);
    // In one step, so that nobody ever sees half of it. Whoever was faster has put the same there.
    await rename(join(work, 'jars'), directory).catch((error: unknown) => {
      if (!existsSync(directory)) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return directory;
}

async function fetchInto(work: string): Promise<void> {
  await writeFile(join(work, 'pom.xml'), pomText());
  const args = ['--batch-mode', '--quiet', 'dependency:copy-dependencies', `-DoutputDirectory=${join(work, 'jars')}`];
  try {
    await promisify(execFile)('mvn', args, { cwd: work, timeout: FETCH_LIMIT_MS });
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const what = missing
      ? 'Maven is missing, which fetches Apache Kafka'
      : `Maven could not fetch Kafka: ${lastLine(error)}`;
    throw unable(
      what,
      'mvn',
      'Install Maven (Debian: apt-get install maven) and let it reach Maven Central, or set KAFKA_BROKERS.',
      error,
    );
  }
}

function lastLine(error: unknown): string {
  const output = error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error);
  return (
    output
      .trim()
      .split('\n')
      .find((line) => line.includes('ERROR')) ?? 'it gave no reason'
  );
}
