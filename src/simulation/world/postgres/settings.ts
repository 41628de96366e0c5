/**
 * How the servers are configured. What makes a run a function of its seed: nothing happens in the background
 * (autovacuum, checkpoints by time, parallel workers), scans start where they start, and no clock of the server decides
 * anything. What makes it fast: nothing is flushed. `durable` is for whoever wants to know what survives.
 */

type Settings = Readonly<Record<string, string>>;

const COMMON: Settings = {
  max_connections: '300',
  superuser_reserved_connections: '3',
  shared_buffers: '64MB',
  huge_pages: 'off',
  // In the data directory, so that nothing stays in /dev/shm when the server is killed.
  dynamic_shared_memory_type: 'mmap',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  authentication_timeout: '600s',
  log_min_messages: 'fatal',
  log_min_error_statement: 'panic',
};

const REPEATABLE: Settings = {
  autovacuum: 'off',
  jit: 'off',
  max_parallel_workers: '0',
  max_parallel_workers_per_gather: '0',
  max_parallel_maintenance_workers: '0',
  max_worker_processes: '0',
  max_logical_replication_workers: '0',
  synchronize_seqscans: 'off',
  bgwriter_lru_maxpages: '0',
  checkpoint_timeout: '1d',
  max_wal_size: '20GB',
  io_method: 'sync',
  // A backend that waits for a lock tells its client after 1 ms, by which the simulation knows although it sleeps on the
  // connection. The check for deadlocks happens at the same time, always in the one that closed the cycle: the others stand still.
  deadlock_timeout: '1ms',
  log_lock_waits: 'on',
  client_min_messages: 'log',
  update_process_title: 'off',
  track_counts: 'off',
};

const VOLATILE: Settings = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  // Nobody reads what is written ahead, so no process needs to be woken for it, and no file to be filled in advance.
  wal_writer_delay: '10s',
  wal_writer_flush_after: '1GB',
  wal_buffers: '16MB',
  wal_init_zero: 'off',
  bgwriter_delay: '10s',
  track_activities: 'off',
};

const DURABLE: Settings = { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' };

/** For a server that is crashed in a run. Nothing is flushed to the disk all the same: it is the server that dies, not the machine. */
export const CRASHABLE: Settings = { synchronous_commit: 'on', full_page_writes: 'on' };

/** What a server is for. */
export interface ServerMode {
  /** Flush commits to disk as in production; default false. */
  readonly durable?: boolean;
  /** Override or add single settings. */
  readonly settings?: Settings;
}

/** Command line arguments that configure a server. A durable one keeps Postgres' own background work. */
export function settingArguments(mode: ServerMode): string[] {
  const settings = mode.durable === true ? { ...COMMON, ...DURABLE } : { ...COMMON, ...REPEATABLE, ...VOLATILE };
  return Object.entries({ ...settings, ...mode.settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
