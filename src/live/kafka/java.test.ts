import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EnvironmentError } from '../environment-error.ts';
import { findJava } from './java.ts';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'temblor-java-'));
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A JAVA_HOME whose Java says that it is of this version. */
function home(version: string): string {
  const bin = join(directory, version, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'java'), `#!/bin/sh\necho 'openjdk version "${version}" 2020-01-01' >&2\n`);
  chmodSync(join(bin, 'java'), 0o755);
  return join(directory, version);
}

describe('the Java that runs Apache Kafka', () => {
  it.each([
    ['17.0.15', 17],
    ['21', 21],
  ])('is taken when it is of version %s', async (version, major) => {
    expect(await findJava({ JAVA_HOME: home(version) })).toMatchObject({ major });
  });

  it.each(['11.0.2', '1.8.0_292'])('is refused when it is of version %s, with what to install', async (version) => {
    const refused = findJava({ JAVA_HOME: home(version) });
    await expect(refused).rejects.toThrow(EnvironmentError);
    await expect(refused).rejects.toThrow(/needs Java 17.*Install a JDK 17 or newer/s);
  });

  it('is missed when there is none, with what to install', async () => {
    const missing = findJava({ JAVA_HOME: join(directory, 'nowhere') });
    await expect(missing).rejects.toThrow(/There is no Java.*Install a JDK 17 or newer/s);
  });
});
