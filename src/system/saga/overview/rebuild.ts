/**
 * Builds `saga_projections` anew from the stored events of all services, archived ones included. Readers see the former rows until it is
 * done; the projector waits meanwhile, and goes on where it was: what it reads twice changes nothing.
 */

import { allEvents, storedEvent } from '../../platform/event-store/stored-event.ts';
import { lastSequence } from '../../platform/event-store/streams.ts';
import type { Runtime, Transaction } from '../../platform/index.ts';
import { HttpError, sleep } from '../../platform/index.ts';
import { project } from './overview.ts';
import { eventsByPayment } from './projector.ts';
import { clearOverviews, lockOverviews, ownOverviews, saveOverviews } from './store.ts';

/** The schemas of the services whose events it is made of. */
const SOURCES = ['payment', 'wallet', 'gateway', 'saga'];
/** Sequence numbers that are read at a time. */
const WINDOW = 1_000;
const ATTEMPTS = 50;
const AGAIN_MS = 100;

/**
 * Rebuilds all rows in one transaction.
 *
 * @returns how many events were read.
 * @throws HttpError 409 while another rebuilding is under way.
 */
export async function rebuildOverviews(runtime: Runtime): Promise<{ readonly events: number }> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const events = await runtime.performSettled(async ({ tx }) =>
      (await ownOverviews(tx)) ? replayAll(tx) : undefined,
    );
    if (events !== undefined) return { events };
    await sleep(AGAIN_MS);
  }
  throw new HttpError(409, 'BUSY', 'The overview of payments is being rebuilt already. Ask again when that is done.');
}

async function replayAll(tx: Transaction): Promise<number> {
  await clearOverviews(tx);
  let events = 0;
  for (const schema of SOURCES) {
    const last = await lastSequence(tx, schema);
    for (let after = 0; after < last; after += WINDOW) events += await replayWindow(tx, schema, after);
  }
  return events;
}

async function replayWindow(tx: Transaction, schema: string, after: number): Promise<number> {
  const { rows } = await tx.query(
    {
      name: `saga.overview.window.${schema}`,
      text: `SELECT * FROM ${allEvents(schema)} AS e WHERE sequence > $1 AND sequence <= $2 ORDER BY sequence`,
    },
    [after, after + WINDOW],
  );
  const byPayment = eventsByPayment(rows.map((row) => storedEvent(row).message));
  if (byPayment.size > 0) {
    const at = new Date().toISOString();
    const before = await lockOverviews(tx, [...byPayment.keys()], at);
    await saveOverviews(
      tx,
      [...before].map(([id, overview]) => (byPayment.get(id) ?? []).reduce(project, overview)),
      at,
    );
  }
  return rows.length;
}
