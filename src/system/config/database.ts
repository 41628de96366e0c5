/** The database. */
import type { EnvironmentReader } from '../environment.ts';
import { readTls } from './tls.ts';

export type DatabaseConfig = Readonly<ReturnType<typeof readDatabase>>;

export function readDatabase(read: EnvironmentReader) {
  read.section('Database');
  const timeout = (name: string, fallback: number, about: string) =>
    read.integer(name, { default: fallback, min: 1, max: 600_000, about: `${about}, in milliseconds.` });
  return {
    url: read.url('DATABASE_URL', ['postgres:', 'postgresql:'], {
      secret: true,
      example: 'postgres://temblor:password@localhost:5432/temblor',
      about: 'The database, with user and password. TLS is switched on by DATABASE_TLS, not in this address.',
    }),
    poolSize: read.integer('DATABASE_POOL_SIZE', {
      default: 20,
      min: 2,
      max: 1_000,
      about: 'Most connections that one service instance opens.',
    }),
    connectTimeoutMs: timeout('DATABASE_CONNECT_TIMEOUT_MS', 10_000, 'Longest wait for a connection'),
    lockTimeoutMs: timeout('DATABASE_LOCK_TIMEOUT_MS', 5_000, 'Longest wait for a lock of a row or table'),
    statementTimeoutMs: timeout('DATABASE_STATEMENT_TIMEOUT_MS', 30_000, 'Longest time that one statement may take'),
    idleInTransactionTimeoutMs: timeout(
      'DATABASE_IDLE_IN_TRANSACTION_TIMEOUT_MS',
      60_000,
      'Longest time that a transaction may wait for its next statement',
    ),
    /** In no particular order; empty when everything is read from the primary. */
    replicaUrls: readReplicas(read),
    replicaMaxLagMs: read.integer('DATABASE_REPLICA_MAX_LAG_MS', {
      default: 1_000,
      min: 1,
      max: 3_600_000,
      about: 'A replica that is further behind than this many milliseconds is not read until it has caught up.',
    }),
    /** undefined for plain connections. */
    tls: readTls(read, 'DATABASE', 'the database'),
  };
}

function readReplicas(read: EnvironmentReader): readonly string[] {
  const name = 'DATABASE_REPLICA_URLS';
  const value = read.optionalText(name, {
    secret: true,
    form: 'postgres://… addresses, separated by commas',
    about:
      'Streaming replicas, which take turns to answer lists, histories and reports. Decisions are never made on what they say.',
    example: 'postgres://temblor:password@replica-1:5432/temblor',
  });
  const urls = (value ?? '').split(',').map((url) => url.trim());
  const given = urls.filter((url) => url !== '');
  const wrong = given.findIndex((url) => !/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url));
  if (wrong >= 0) read.refuse(name, `has an address (number ${wrong + 1}) that is not of the form postgres://…`);
  return given;
}
