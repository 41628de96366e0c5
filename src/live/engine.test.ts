/** The command line on machines where live runs can't be had. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const START = join(import.meta.dirname, '../simulation/cli/start.mjs');

async function live(env: Readonly<Record<string, string>>) {
  const args = [START, '--live', '--scenario', 'happy-path', '--seed', '1'];
  const ended: unknown = await promisify(execFile)(process.execPath, args, { env }).catch((error: unknown) => error);
  return ended;
}

it('says what to install where there is no Java, and ends with 2', async () => {
  const ended = await live({ PATH: '/nowhere' });
  expect(ended).toMatchObject({ code: 2 });
  expect(ended).toHaveProperty('stderr', expect.stringMatching(/Install a JDK 17 or newer .* or set KAFKA_BROKERS/));
});

it('says which address is wrong, and ends with 2', async () => {
  const ended = await live({ PATH: '/nowhere', DATABASE_URL: 'nonsense' });
  expect(ended).toMatchObject({ code: 2 });
  expect(ended).toHaveProperty('stderr', expect.stringMatching(/^temblor: DATABASE_URL is no address \(nonsense\)/m));
});
