/** What the server and the machine have done so far; two readings make a cost. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type pg from 'pg';
import { integer } from '../../src/system/platform/rows.ts';

export interface Counters {
  /** Transactions that were committed in the services' database, those that only read included. */
  readonly commits: number;
  /** Bytes of the write-ahead log. */
  readonly walBytes: number;
  /** How often the log was flushed to disk; one flush can carry several commits. */
  readonly flushes: number;
  /** CPU seconds by process name; empty where /proc is missing. */
  readonly cpu: ReadonlyMap<string, number>;
}

/** Of Linux; what /proc counts in. */
const TICKS_PER_SECOND = 100;

/** Reads the counters. Those of the server may be a second old. */
export async function readCounters(database: pg.Pool, pids: ReadonlyMap<string, number>): Promise<Counters> {
  const { rows } = await database.query<Record<string, unknown>>(
    `SELECT (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()) AS commits,
       pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint AS wal_bytes,
       (SELECT sum(fsyncs) FROM pg_stat_io WHERE object = 'wal' AND context = 'normal')::bigint AS flushes`,
  );
  const row = rows[0] ?? {};
  return {
    commits: integer(row, 'commits'),
    walBytes: integer(row, 'wal_bytes'),
    flushes: integer(row, 'flushes'),
    cpu: cpuSeconds(new Map([...pids, ['clients', process.pid]])),
  };
}

function cpuSeconds(pids: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  if (!existsSync('/proc/self/stat')) return new Map();
  const used = new Map<number, number>();
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const stat = statOf(Number(entry));
    if (stat === undefined) continue;
    used.set(Number(entry), stat.ticks);
    parents.set(Number(entry), stat.parent);
  }
  const own = new Set(pids.values());
  return new Map(
    [...pids].map(([name, pid]) => {
      const children = [...parents]
        .filter(([child, parent]) => parent === pid && !own.has(child))
        .map(([child]) => child);
      const ticks = [pid, ...children].reduce((sum, one) => sum + (used.get(one) ?? 0), 0);
      return [name, ticks / TICKS_PER_SECOND];
    }),
  );
}

/** Parent and CPU ticks of a process, those of its children that have ended included. */
function statOf(pid: number): { readonly parent: number; readonly ticks: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in brackets, may contain anything.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [, parent = 0] = fields;
    return { parent, ticks: fields.slice(11, 15).reduce((sum, ticks) => sum + ticks, 0) };
  } catch {
    return undefined;
  }
}

/** What happened between two readings, for each of `payments`. CPU is in milliseconds. */
export function costs(before: Counters, after: Counters, payments: number) {
  return {
    commits: (after.commits - before.commits) / payments,
    walBytes: (after.walBytes - before.walBytes) / payments,
    flushes: (after.flushes - before.flushes) / payments,
    cpuMs: new Map(
      [...after.cpu].map(([name, seconds]) => [name, ((seconds - (before.cpu.get(name) ?? 0)) * 1_000) / payments]),
    ),
  };
}

export type Costs = ReturnType<typeof costs>;
