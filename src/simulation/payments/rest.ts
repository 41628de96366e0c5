/**
 * Has everything come to rest? Asked from outside: nobody waits for an answer, nothing is left to be sent, nothing
 * is left to be read, and no payment and no saga is under way.
 */
import type { KafkaCluster } from '../world/kafka/index.ts';
import type { Clients } from './client/clients.ts';

/** What has not come to its end in the database: what it is, and how many. */
export const OPEN_WORK = `
  SELECT 'outbox of ' || service, n FROM (
    SELECT 'payment' AS service, count(*) AS n FROM payment.outbox WHERE synced_at IS NULL
    UNION ALL SELECT 'wallet', count(*) FROM wallet.outbox WHERE synced_at IS NULL
    UNION ALL SELECT 'gateway', count(*) FROM gateway.outbox WHERE synced_at IS NULL
    UNION ALL SELECT 'saga', count(*) FROM saga.outbox WHERE synced_at IS NULL
    UNION ALL SELECT 'metrics', count(*) FROM metrics.outbox WHERE synced_at IS NULL
    UNION ALL SELECT 'recovery', count(*) FROM recovery.outbox WHERE synced_at IS NULL) AS outboxes WHERE n > 0
  UNION ALL
  SELECT 'open transactions', count(*) FROM pg_locks WHERE locktype = 'virtualxid' AND pid <> pg_backend_pid() HAVING count(*) > 0
  UNION ALL
  SELECT 'advisory locks that are held', count(*) FROM pg_locks WHERE locktype = 'advisory' HAVING count(*) > 0
  UNION ALL
  SELECT 'payments in ' || status, count(*) FROM payment.payment_status
    WHERE status NOT IN ('COMPLETED', 'FAILED', 'CANCELLED') GROUP BY status
  UNION ALL
  SELECT 'sagas in ' || state, count(*) FROM saga.active_sagas
    WHERE state NOT IN ('COMPLETED', 'FAILED', 'CANCELLED') GROUP BY state
  UNION ALL
  SELECT 'charges at providers in ' || phase, count(*) FROM gateway.attempts WHERE phase <> 'SETTLED' GROUP BY phase
  UNION ALL
  SELECT 'refunds at providers in ' || phase, count(*) FROM gateway.refunds WHERE phase <> 'SETTLED' GROUP BY phase
  UNION ALL
  SELECT 'refunds in ' || status, count(*) FROM payment.refunds WHERE status NOT IN ('COMPLETED', 'FAILED') GROUP BY status
  UNION ALL
  SELECT 'dead letters of ' || service || ' that are redriven by themselves', n FROM (
    SELECT 'payment' AS service, count(*) AS n FROM payment.dead_letters WHERE state = 'waiting' AND next_redrive_at IS NOT NULL
    UNION ALL SELECT 'wallet', count(*) FROM wallet.dead_letters WHERE state = 'waiting' AND next_redrive_at IS NOT NULL
    UNION ALL SELECT 'gateway', count(*) FROM gateway.dead_letters WHERE state = 'waiting' AND next_redrive_at IS NOT NULL
    UNION ALL SELECT 'saga', count(*) FROM saga.dead_letters WHERE state = 'waiting' AND next_redrive_at IS NOT NULL
  ) AS letters WHERE n > 0
  ORDER BY 1`;

export interface RestingPlaces {
  readonly clients: Clients;
  readonly broker: KafkaCluster;
  readonly query: (sql: string) => (string | null)[][];
  /** Names of the processes that ought to be alive and are not. */
  readonly down: () => readonly string[];
  /** What may still happen at the providers, or be told by them. */
  readonly atProviders: () => readonly string[];
}

/** A consumer that has changed over to the topics of a split leaves behind on the old one what is on the new ones too. */
function isRetired(group: string, query: RestingPlaces['query']): boolean {
  if (!group.endsWith('.payments.legacy')) return false;
  const moved = query(`SELECT consumer FROM messaging.topic_split_consumers WHERE source = 'split'`);
  return moved.some(([consumer]) => group === `${consumer ?? ''}.payments.legacy`);
}

/** What has not come to its end, one line each; nothing when everything rests. Cheap while clients still wait. */
export function openWork(places: RestingPlaces, everything = false): readonly string[] {
  const open = [...places.clients.pending()];
  if (open.length > 0 && !everything) return open;
  open.push(...places.down().map((name) => `${name} is down`), ...places.atProviders());
  for (const { group } of places.broker.groups()) {
    const lag = places.broker.lag(group);
    if (lag > 0 && !isRetired(group, places.query)) open.push(`${group} has ${lag} records still to read`);
  }
  if (open.length > 0 && !everything) return open;
  return [...open, ...places.query(OPEN_WORK).map(([what, count]) => `${what ?? ''}: ${count ?? ''}`)];
}
