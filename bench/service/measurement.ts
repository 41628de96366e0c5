/** One line of the table: so many clients, for so long, between two measurements of the floor. */

import { Clients, createWallets, type Wallet } from './clients.ts';
import { type Costs, costs, readCounters } from './counters.ts';
import type { Floor } from './floor.ts';
import type { WalletChoice } from './options.ts';
import type { Stage } from './stage.ts';

const WARM_UP_MS = 8_000;
const FLOOR_SECONDS = 3;
const WALLETS: Readonly<Record<WalletChoice, number>> = { uniform: 256, hot: 1 };

export interface Case {
  readonly clients: number;
  readonly wallets: WalletChoice;
  readonly latencyMs: number;
}

export interface Measurement extends Case {
  readonly payments: number;
  readonly perSecond: number;
  /** Milliseconds from request to outcome. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Per payment. */
  readonly costs: Costs;
  /** Payments per second of the floor, mean of before and after. */
  readonly floor: number;
  /** CPU milliseconds per payment of the floor, its client included; on a machine that is shared, these compare better than rates do. */
  readonly floorCpuMs: number;
}

export async function measure(stage: Stage, floor: Floor, one: Case, seconds: number): Promise<Measurement> {
  const wallets = await createWallets(stage, WALLETS[one.wallets]);
  const before = await measureFloor(stage, floor);
  const loop = await payFor(stage, wallets, one.clients, seconds);
  const after = await measureFloor(stage, floor);
  return {
    ...one,
    ...loop,
    floor: (before.perSecond + after.perSecond) / 2,
    floorCpuMs: (before.cpuMs + after.cpuMs) / 2,
  };
}

async function measureFloor(stage: Stage, floor: Floor) {
  const start = await readCounters(stage.database, stage.pids());
  const perSecond = await floor.measure(FLOOR_SECONDS);
  const { cpuMs } = costs(start, await readCounters(stage.database, stage.pids()), perSecond * FLOOR_SECONDS);
  return { perSecond, cpuMs: (cpuMs.get('postgres') ?? 0) + (cpuMs.get('clients') ?? 0) };
}

async function payFor(stage: Stage, wallets: readonly Wallet[], count: number, seconds: number) {
  const clients = new Clients(stage, wallets, count);
  await Promise.race([pause(WARM_UP_MS), clients.failure]);
  const start = await readCounters(stage.database, stage.pids());
  clients.restart();
  await Promise.race([pause(seconds * 1_000), clients.failure]);
  const { payments, seconds: elapsed, latencies } = clients.paid;
  const end = await readCounters(stage.database, stage.pids());
  await clients.stop();
  return {
    payments,
    perSecond: payments / elapsed,
    p50: quantile(latencies, 0.5),
    p95: quantile(latencies, 0.95),
    p99: quantile(latencies, 0.99),
    costs: costs(start, end, payments),
  };
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
