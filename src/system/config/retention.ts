/** For how long is kept what has done its work. */
import type { EnvironmentReader } from '../environment.ts';

export type RetentionConfig = Readonly<ReturnType<typeof readRetention>>;

const DAY_MS = 86_400_000;
/** A message may come again as long as its topic keeps it, which is 60 days at most. */
const SHORTEST_INBOX_DAYS = 61;

export function readRetention(read: EnvironmentReader) {
  read.section('Retention');
  const days = (name: string, byDefault: number, about: string, min = 1) =>
    read.integer(name, { default: byDefault, min, max: 36_500, about }) * DAY_MS;
  return {
    outboxMs: days(
      'OUTBOX_RETENTION_DAYS',
      7,
      'For how many days messages stay in the outbox after they were published.',
    ),
    deadLettersMs: days(
      'DEAD_LETTER_RETENTION_DAYS',
      90,
      'For how many days dead letters are kept after they were redriven or discarded. Those that wait are never deleted.',
    ),
    inboxMs: days(
      'INBOX_RETENTION_DAYS',
      400,
      'For how many days it is remembered which messages have taken effect; longer than any topic keeps a message that could come again.',
      SHORTEST_INBOX_DAYS,
    ),
    intervalMs: read.integer('RETENTION_INTERVAL_MS', {
      default: 3_600_000,
      min: 100,
      max: DAY_MS,
      about: 'How often what is no longer kept is deleted, in milliseconds.',
    }),
  };
}
