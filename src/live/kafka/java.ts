/** Finds a Java that can run Apache Kafka. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unable } from '../environment-error.ts';

const OLDEST = 17;
const REMEDY = `Install a JDK ${OLDEST} or newer (Debian: apt-get install openjdk-17-jdk-headless), or set KAFKA_BROKERS.`;

export interface Java {
  /** The program. */
  readonly command: string;
  /** Such as 17. */
  readonly major: number;
}

/**
 * The Java of JAVA_HOME, else of PATH.
 * @throws EnvironmentError if there is none, or it is too old
 */
export async function findJava(env: Readonly<Record<string, string | undefined>> = process.env): Promise<Java> {
  const home = env['JAVA_HOME'];
  const command = home === undefined || home === '' ? 'java' : join(home, 'bin/java');
  const said = await versionText(command);
  if (said === undefined) throw unable('There is no Java to run Apache Kafka', command, REMEDY);
  const major = majorOf(said);
  if (major === undefined || major < OLDEST) {
    throw unable(`Apache Kafka needs Java ${OLDEST}, and this is ${said.split('\n')[0] ?? ''}`, command, REMEDY);
  }
  return { command, major };
}

/** The major version in what `java -version` prints; `1.8.0` is 8. */
export function majorOf(text: string): number | undefined {
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(text) ?? [];
  if (first === undefined) return undefined;
  return Number(first === '1' ? second : first);
}

async function versionText(command: string): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await promisify(execFile)(command, ['-version']);
    return `${stderr}${stdout}`;
  } catch {
    return undefined;
  }
}
