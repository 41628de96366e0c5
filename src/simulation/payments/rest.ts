/**
 * Has everything come to rest? Asked from outside: nobody waits for an answer, nothing is left to be sent, nothing
 * is left to be read, and no payment and no saga is under way.
 */
import type { KafkaCluster } from '../world/kafka/index.ts';
import type { Clients } from './client/clients.ts';

const OUTBOXES = ['payment', 'wallet', 'gateway', 'saga', 'metrics', 'recovery'];
const WITH_LETTERS = ['payment', 'wallet', 'gateway', 'saga'];

/** One question each: what has not come to its end, and how many. */
const QUESTIONS: readonly string[] = [
  `SELECT 'payments in ' || status, count(*) FROM payment.payment_status
    WHERE status NOT IN ('COMPLETED', 'FAILED', 'CANCELLED') GROUP BY status`,
  `SELECT 'sagas in ' || state, count(*) FROM saga.active_sagas
    WHERE state NOT IN ('COMPLETED', 'FAILED', 'CANCELLED') GROUP BY state`,
  `SELECT 'charges at providers in ' || phase, count(*) FROM gateway.attempts WHERE phase <> 'SETTLED' GROUP BY phase`,
  `SELECT 'refunds at providers in ' || phase, count(*) FROM gateway.refunds WHERE phase <> 'SETTLED' GROUP BY phase`,
  `SELECT 'refunds in ' || status, count(*) FROM payment.refunds WHERE status NOT IN ('COMPLETED', 'FAILED') GROUP BY status`,
  ...WITH_LETTERS.map(
    (service) => `SELECT 'dead letters of ${service} that are redriven by themselves', count(*)
    FROM ${service}.dead_letters WHERE state = 'waiting' AND next_redrive_at IS NOT NULL HAVING count(*) > 0`,
  ),
  ...OUTBOXES.map(
    (service) =>
      `SELECT 'outbox of ${service}', count(*) FROM ${service}.outbox WHERE synced_at IS NULL HAVING count(*) > 0`,
  ),
  "SELECT 'open transactions', count(*) FROM pg_locks WHERE locktype = 'virtualxid' AND pid <> pg_backend_pid() HAVING count(*) > 0",
  "SELECT 'advisory locks that are held', count(*) FROM pg_locks WHERE locktype = 'advisory' HAVING count(*) > 0",
];

/** What has not come to its end in the database: what it is, and how many. */
export const OPEN_WORK = `${QUESTIONS.join(' UNION ALL ')} ORDER BY 1`;

/** The number of a question to which there is an answer. */
const ANY_OPEN = `${QUESTIONS.map((question, at) => `SELECT ${at} FROM (${question}) AS q${at}`).join(' UNION ALL ')} LIMIT 1`;

export interface RestingPlaces {
  readonly clients: Clients;
  readonly broker: KafkaCluster;
  readonly query: (sql: string) => (string | null)[][];
  /** Grows with everything that can have changed what a query sees. */
  readonly activity: () => number;
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

/** Looks at a world again and again, until it rests. What kept it from resting at the last look is asked about first. */
export class Rest {
  readonly #places: RestingPlaces;
  /** The question that was answered last, and the activity by then. */
  #open = 0;
  #openAt: number | undefined;

  constructor(places: RestingPlaces) {
    this.#places = places;
  }

  /** Whether everything has come to its end. Cheap while something has not. */
  reached(): boolean {
    const { clients, activity } = this.#places;
    if (clients.pending().length > 0 || this.#openAt === activity()) return false;
    return openInWorld(this.#places).length === 0 && !this.#openInDatabase();
  }

  /** What has not come to its end, one line each; nothing when everything rests. */
  pending(): readonly string[] {
    const { clients, query } = this.#places;
    const rows = query(OPEN_WORK).map(([what, count]) => `${what ?? ''}: ${count ?? ''}`);
    return [...clients.pending(), ...openInWorld(this.#places), ...rows];
  }

  #openInDatabase(): boolean {
    const { query, activity } = this.#places;
    const still = query(QUESTIONS[this.#open] ?? ANY_OPEN).length > 0;
    const [open] = still ? [] : query(ANY_OPEN);
    if (!still && open === undefined) return false;
    if (open !== undefined) this.#open = Number(open[0]);
    this.#openAt = activity();
    return true;
  }
}

/** What has not come to its end outside of the database and of the clients. */
function openInWorld({ down, atProviders, broker, query }: RestingPlaces): readonly string[] {
  const open = [...down().map((name) => `${name} is down`), ...atProviders()];
  for (const group of broker.groupIds()) {
    const lag = broker.lag(group);
    if (lag > 0 && !isRetired(group, query)) open.push(`${group} has ${lag} records still to read`);
  }
  return open;
}
