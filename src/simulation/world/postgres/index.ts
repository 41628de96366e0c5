/** Postgres in the simulated world, and a real Postgres of one's own. */

export { type ClusterOptions, PostgresCluster, quoteIdentifier } from './cluster.ts';
export { LockstepDatabase } from './database.ts';
export { EnvironmentError } from './environment-error.ts';
export { POSTGRES_FAULTS, type PostgresFault } from './faults.ts';
export { type LockstepOptions, LockstepPostgres, type RefusedStatement } from './lockstep.ts';
export type { PostgresActor, PostgresCounters, PostgresObserver } from './observer.ts';
export { removeLeftovers, removeOwnDirectories } from './run-directory.ts';
export { RefusedSchemaError } from './schema-check.ts';
export { PostgresTemplate } from './template.ts';
export { PostgresError } from './wire.ts';
