/** The event store, and how the system comes back after a failure. */
import type { EnvironmentReader } from '../environment.ts';
import { SERVICE_NAMES, type ServiceName } from './process.ts';

export type EventStoreConfig = Readonly<ReturnType<typeof readEventStore>>;
export type RecoveryConfig = Readonly<ReturnType<typeof readRecovery>>;

export function readEventStore(read: EnvironmentReader) {
  read.section('Event store');
  return {
    retentionMonths: read.integer('EVENT_RETENTION_MONTHS', {
      default: 24,
      min: 12,
      max: 1_200,
      about:
        'How many months of events stay where they are; older partitions are moved to the archive, and are still replayed.',
    }),
    partitionsAhead: read.integer('EVENT_PARTITIONS_AHEAD', {
      default: 2,
      min: 1,
      max: 120,
      about: 'For how many months to come partitions of the event store are made ahead of time.',
    }),
    checkIntervalMs: read.integer('CONSISTENCY_CHECK_INTERVAL_MS', {
      default: 60_000,
      min: 100,
      max: 86_400_000,
      about:
        'How often read models are compared with the events that have come, and snapshots are taken, in milliseconds.',
    }),
  };
}

/** In the order in which they come back. */
const ORDER =
  'wallet=http://127.0.0.1:3002,payment=http://127.0.0.1:3001,saga=http://127.0.0.1:3004,gateway=http://127.0.0.1:3003,metrics=http://127.0.0.1:3005';

export function readRecovery(read: EnvironmentReader) {
  read.section('Recovery');
  return {
    /** In the order in which they come back. */
    services: read
      .list('RECOVERY_SERVICES', {
        default: ORDER,
        form: 'name=http://host:port, separated by commas',
        about: 'Where the recovery service finds the other services, in the order in which they come back.',
      })
      .map((entry) => serviceOf(read, entry)),
    thresholdMs: read.integer('RECOVERY_THRESHOLD_MS', {
      default: 300_000,
      min: 1,
      max: 86_400_000,
      about: 'A recovery that takes longer than this many milliseconds is alerted.',
    }),
    attempts: read.integer('RECOVERY_ATTEMPTS', {
      default: 3,
      min: 1,
      max: 100,
      about: 'How often the recovery of a service is tried before a person is asked.',
    }),
    pollMs: read.integer('RECOVERY_POLL_MS', {
      default: 1_000,
      min: 10,
      max: 60_000,
      about: 'How often the recovery service looks whether a service is ready, in milliseconds.',
    }),
    apiKey: read.optionalText('RECOVERY_API_KEY', {
      secret: true,
      about: 'API key (scope admin) with which the recovery service asks the others; needed where API_AUTH is on.',
    }),
  };
}

function serviceOf(read: EnvironmentReader, entry: string): { readonly name: ServiceName; readonly url: string } {
  const [named, ...rest] = entry.split('=');
  const name = SERVICE_NAMES.find((one) => one === named);
  const url = rest.join('=').replace(/\/$/, '');
  if (name !== undefined && URL.canParse(url)) return { name, url };
  read.refuse(
    'RECOVERY_SERVICES',
    `has the entry "${entry}". Write name=http://host:port with one of the names ${SERVICE_NAMES.join(', ')}`,
  );
  return { name: 'wallet', url: '' };
}
