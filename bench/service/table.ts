/** The results, for people. */
import type { Measurement } from './measurement.ts';
import type { StoredEventsResult } from './stored-events.ts';

const COLUMNS = [
  ['clients', (m: Measurement) => String(m.clients)],
  ['wallets', (m: Measurement) => m.wallets],
  ['gateway ms', (m: Measurement) => String(m.latencyMs)],
  ['payments/s', (m: Measurement) => m.perSecond.toFixed(0)],
  ['p50 ms', (m: Measurement) => m.p50.toFixed(0)],
  ['p95 ms', (m: Measurement) => m.p95.toFixed(0)],
  ['p99 ms', (m: Measurement) => m.p99.toFixed(0)],
  ['commits', (m: Measurement) => m.costs.commits.toFixed(1)],
  ['flushes', (m: Measurement) => m.costs.flushes.toFixed(1)],
  ['WAL kB', (m: Measurement) => (m.costs.walBytes / 1_000).toFixed(1)],
  ['floor/s', (m: Measurement) => m.floor.toFixed(0)],
  ['of floor', (m: Measurement) => `${((m.perSecond / m.floor) * 100).toFixed(0)} %`],
] as const;

const WIDTHS = COLUMNS.map(([title]) => Math.max(title.length, 7));

export function headLine(): string {
  return COLUMNS.map(([title], index) => title.padStart(WIDTHS[index] ?? 0)).join('  ');
}

export function line(measurement: Measurement): string {
  return COLUMNS.map(([, text], index) => text(measurement).padStart(WIDTHS[index] ?? 0)).join('  ');
}

/** Where the time of the processors goes. */
export function cpuLine({ costs, floorCpuMs }: Measurement): string {
  const parts = [...costs.cpuMs].toSorted(([, a], [, b]) => b - a).map(([name, ms]) => `${name} ${ms.toFixed(2)}`);
  const sum = [...costs.cpuMs.values()].reduce((total, ms) => total + ms, 0);
  return `         CPU ms per payment: ${sum.toFixed(2)} = ${parts.join(' + ')}; floor ${floorCpuMs.toFixed(2)}`;
}

export function growthLine({ storedEvents, payments, blocks, rows, p50 }: StoredEventsResult): string {
  return (
    `${storedEvents.toLocaleString('en')} events: ${blocks.toFixed(0)} blocks and ${rows.toFixed(0)} rows per payment ` +
    `(${payments} payments, median ${p50.toFixed(0)} ms)`
  );
}
