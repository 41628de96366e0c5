/** Has everything come to rest? Asked from outside, as in the simulated world (`simulation/payments/rest.ts`). */
import type { Admin } from 'kafkajs';
import type { Clients } from '../../simulation/payments/client/clients.ts';
import { OPEN_WORK } from '../../simulation/payments/rest.ts';
import { lagging } from '../observe/lag.ts';
import type { RunDatabase } from './database.ts';

export interface LivePlaces {
  readonly clients: Clients;
  /** Names of the processes that ought to be alive and are not. */
  readonly down: () => readonly string[];
  /** What may still happen at the providers, or be told by them. */
  readonly atProviders: () => readonly string[];
  readonly database: RunDatabase;
  readonly admin: Admin;
}

/** Real services take their time to come back, and the one that watches them has the last word. */
const RECOVERY = `SELECT 'recovery of ' || (state -> 'recovery' ->> 'services'), 'under way' FROM recovery.system WHERE state ? 'recovery'`;
const RETIRED = `SELECT consumer FROM messaging.topic_split_consumers WHERE source = 'split'`;

/** What has not come to its end, one line each; nothing when everything rests. Cheap while clients still wait. */
export async function openWork(places: LivePlaces, everything = false): Promise<readonly string[]> {
  const open = [
    ...places.clients.pending(),
    ...places.down().map((name) => `${name} is down`),
    ...places.atProviders(),
  ];
  if (open.length > 0 && !everything) return open;
  try {
    open.push(...(await places.database.lines(OPEN_WORK)), ...(await places.database.lines(RECOVERY)));
    if (open.length > 0 && !everything) return open;
    // A consumer that has changed over to the topics of a split leaves behind on the old one what is on the new ones too.
    const retired = new Set((await places.database.lines(RETIRED)).map((name) => `${name}.payments.legacy`));
    return [...open, ...(await lagging(places.admin, (group) => retired.has(group)))];
  } catch (error) {
    // A server that was killed does not answer, so nobody knows.
    return [...open, `what is open cannot be asked: ${error instanceof Error ? error.message : String(error)}`];
  }
}
