/**
 * A toy to test the campaign with: an "account" whose balance goes wrong when two payments of more than half of the
 * money meet. It is pure arithmetic on the input, so that what the campaign does can be predicted. The template says
 * how else it misbehaves.
 */
import { appendFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { WorldFault } from '../../world/index.ts';
import type { Catalogue, Engine, RunInput, RunResult } from '../engine.ts';
import { EnvironmentError } from '../errors.ts';

export interface ToyTemplate {
  /** File to which every opened and closed session adds a line. */
  readonly log?: string;
  readonly refuses?: boolean;
  readonly diesAtSeed?: number;
  readonly hangsAtSeed?: number;
  /** It computes there, and never ends. */
  readonly spinsAtSeed?: number;
  /** There it waits for so long on the wall, as on a machine that is busy. */
  readonly waits?: { readonly atSeed: number; readonly ms: number };
  /** The hash then depends on the process. */
  readonly unstable?: boolean;
}

/** URL to give to workers. */
export const toyEngineUrl: string = import.meta.url;

export const engine: Engine = {
  prepare: async () => ({ template: {}, dispose: async () => undefined }),
  open: async ({ template }) => {
    const toy = isTemplate(template) ? template : {};
    if (toy.refuses === true) throw new EnvironmentError('there is no toy on this machine');
    note(toy, 'opened');
    return {
      run: (input, { keepTrace }) => play(input, toy, keepTrace),
      close: async () => note(toy, 'closed'),
    };
  },
};

export const catalogue: Catalogue = {
  scenarios: [
    { name: 'calm', claim: 'One payment is made.' },
    { name: 'clash', claim: 'Two payments meet.' },
  ],
  properties: [{ name: 'toy-balance', claim: 'The toy never pays too much.' }],
  input: (scenario, seed, faults) => ({
    scenario,
    seed,
    workload: {
      wallets: [1, 2].map((n) => ({ userId: `user-${n}`, currency: 'EUR', topUp: 1000 })),
      requests: amounts(scenario, seed).map((amount, index) => ({
        kind: 'pay',
        atMs: index * 10,
        wallet: index % 2 === 1 && amount < 500 ? 1 : 0,
        amount,
      })),
    },
    plan: faults === 'none' ? [] : [{ verb: 'reset', from: 'a-1', to: 'b', when: { atMs: seed } }],
  }),
  goals: [
    { name: 'toy large', group: 'toy', claim: 'A large payment is made.' },
    { name: 'toy never', group: 'toy', claim: 'Pigs fly.' },
  ],
  reached: ({ workload }) => (workload.requests.some((r) => r.kind === 'pay' && r.amount > 500) ? ['toy large'] : []),
  references: [toyReference('one', [100]), toyReference('two', [100, 800])],
  // A reset at each of five moments; a delay at each of two.
  singles: ({ points }) => points.flatMap(({ atMs }) => [toyReset(atMs), ...(atMs > 3 ? [toyDelay(atMs)] : [])]),
  judge: (input) => {
    const large = input.workload.requests.filter((r) => r.kind === 'pay' && r.wallet === 0 && r.amount > 500);
    const unlucky = input.plan.filter(({ verb }) => verb === 'delay').length > 1 && large.length > 0;
    const verdict =
      large.length > 1 || unlucky
        ? { kind: 'violated' as const, message: `${large.length} large payments`, witness: large }
        : { kind: 'holds' as const };
    return [{ property: 'toy-balance', claim: 'The toy never pays too much.', verdict }];
  },
};

function toyReference(name: string, pays: readonly number[]): RunInput {
  return {
    scenario: `reference-${name}`,
    seed: 1,
    workload: {
      wallets: [{ userId: 'user-1', currency: 'EUR', topUp: 1000 }],
      requests: pays.map((amount) => ({ kind: 'pay', atMs: 0, wallet: 0, amount })),
    },
    plan: [],
  };
}

function toyReset(atMs: number): RunInput['plan'][number] {
  return { verb: 'reset', from: 'a-1', to: 'b', when: { atMs } };
}

function toyDelay(atMs: number): RunInput['plan'][number] {
  return { verb: 'delay', from: 'a-1', to: 'b', when: { atMs }, extraMs: 1, forMs: 1 };
}

/** Random runs with a seed that 5 divides have two large payments among small ones. */
function amounts(scenario: string, seed: number): readonly number[] {
  if (scenario === 'calm') return [100];
  if (scenario === 'clash') return [800, 600];
  return seed % 5 === 0 ? [100, 800, 50, 60, 600, 70, 20] : [100, 800, 50, 60];
}

function spin(): void {
  // Only the parent can end it.
}

async function play(input: RunInput, toy: ToyTemplate, keepTrace: boolean): Promise<RunResult> {
  if (input.seed === toy.diesAtSeed) process.kill(process.pid, 'SIGKILL');
  if (input.seed === toy.hangsAtSeed) await new Promise<never>(() => undefined);
  while (input.seed === toy.spinsAtSeed) spin();
  if (input.seed === toy.waits?.atSeed) await setTimeout(toy.waits.ms);
  const disturbance = toy.unstable === true && input.seed === 3 ? String(process.pid) : '';
  return {
    history: {
      scenario: input.scenario,
      seed: input.seed,
      workload: input.workload,
      startsAtMs: 0,
      exchanges: [],
      records: [],
      balances: [],
      paymentStates: [],
      sagaStates: [],
      database: { tables: {} },
      ledgers: [],
      calls: [],
      // At the first moment there is nothing to strike.
      faults: input.plan.flatMap((fault) => (struckByToy(fault) ? [{ atMs: 1, fault, hit: 'a-1>b' }] : [])),
      failures: [],
      end: { kind: 'quiescent', atMs: 1 },
    },
    traceHash: `${JSON.stringify(input).length}-${input.seed}${disturbance}`,
    virtualMs: 1,
    wallMs: 1,
    events: 3,
    statements: 2,
    counters: { lockWaits: input.seed },
    ...(keepTrace ? { points: [1, 2, 3, 4, 5].map((atMs) => ({ atMs, point: 'toy.point', process: 'a-1' })) } : {}),
    ...(keepTrace ? { trace: ['start', `pay ${disturbance}`, 'end'] } : {}),
  };
}

function struckByToy(fault: RunInput['plan'][number]): fault is WorldFault {
  return (fault.verb === 'reset' || fault.verb === 'delay') && 'atMs' in fault.when && fault.when.atMs > 1;
}

function note(toy: ToyTemplate, what: string): void {
  if (toy.log !== undefined) appendFileSync(toy.log, `${what}\n`);
}

function isTemplate(value: unknown): value is ToyTemplate {
  return typeof value === 'object' && value !== null;
}
