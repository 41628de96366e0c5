/** One Postgres, asked directly and by the lockstep server of the world: both give the same answers, message by message. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../simulation/world/postgres/testing/test-world.ts';
import { DirectPeers } from './direct.ts';
import { type Exchange, exchanges, SCHEMA } from './exchanges.ts';
import { LockstepPeers } from './lockstep.ts';
import type { Peers } from './peers.ts';

let server: TestDatabase;

beforeAll(async () => {
  server = await openTestDatabase(SCHEMA);
});

afterAll(() => server.stop());

/** What the clients of an exchange hear, with nothing left of it afterwards. */
async function heard(peers: Peers, { run }: Exchange): Promise<readonly string[]> {
  try {
    await run(peers);
  } finally {
    await peers.close();
    server.database.reset();
  }
  return peers.heard;
}

test.each(exchanges)('$area: $says', async (exchange) => {
  const direct = await heard(new DirectPeers(server.cluster.socketPath, server.database), exchange);
  const lockstep = await heard(new LockstepPeers(server.database), exchange);
  expect(direct.length).toBeGreaterThan(0);
  expect(lockstep).toEqual(direct);
});
