import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type CampaignResult, runCampaign } from './campaign.ts';
import { firstDifference, verifyDeterminism } from './determinism.ts';
import { jobsOf, type Selection, scenarioSeedsDefault } from './jobs.ts';
import { WorkerPool } from './pool.ts';
import { type ToyTemplate, toyEngineUrl } from './testing/toy-engine.ts';

const pools: WorkerPool[] = [];
const scenarios = ['calm', 'clash'];
const properties = new Set(['toy-balance']);

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

async function openPool(
  size: number,
  template: ToyTemplate = {},
  runLimitMs = 20_000,
  wallLimitMs = 10 * runLimitMs,
): Promise<WorkerPool> {
  const limits = { runLimitMs, wallLimitMs };
  const pool = await WorkerPool.open(size, { engine: toyEngineUrl, system: 'shipped', template, ...limits });
  pools.push(pool);
  return pool;
}

async function campaign(pool: WorkerPool, selection: Selection): Promise<CampaignResult> {
  return runCampaign({ pool, jobs: jobsOf(selection, scenarios), properties });
}

describe('a campaign', () => {
  test('runs every seed and lists the outcomes in the order of the seeds', async () => {
    const pool = await openPool(2);
    const { outcomes, failures } = await campaign(pool, { scenarios: ['calm'], seed: 11, runs: 9 });
    expect(outcomes.map(({ input }) => input.seed)).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19]);
    expect(outcomes.every(({ verdict }) => verdict === 'holds')).toBe(true);
    expect(failures).toEqual([]);
  });

  test('stops at a violation and shrinks it to the two payments that matter, on one wallet, without a fault', async () => {
    const pool = await openPool(2);
    const { outcomes, failures } = await campaign(pool, { scenarios: ['random'], seed: 1, runs: 100 });
    expect(outcomes.length).toBeLessThan(100);
    expect(failures).toHaveLength(1);
    const [failure] = failures;
    expect(failure?.found.input.seed).toBe(5);
    expect(failure?.found.input.plan).toHaveLength(1);
    expect(failure?.shrunk?.outcome.input).toEqual({
      scenario: 'random',
      seed: 5,
      workload: {
        wallets: [{ userId: 'user-1', currency: 'EUR', topUp: 1000 }],
        requests: [
          { kind: 'pay', atMs: 0, wallet: 0, amount: 800 },
          { kind: 'pay', atMs: 0, wallet: 0, amount: 600 },
        ],
      },
      plan: [],
    });
    expect(failure?.shrunk?.complete).toBe(true);
  });

  test('finds the same smallest run with one worker and with three', async () => {
    const narrow = await campaign(await openPool(1), { scenarios: ['random'], seed: 5, runs: 1 });
    const wide = await campaign(await openPool(3), { scenarios: ['random'], seed: 5, runs: 1 });
    expect(wide.failures[0]?.shrunk?.outcome).toEqual(narrow.failures[0]?.shrunk?.outcome);
  });

  test('calls a run during which the worker died inconclusive, and goes on', async () => {
    const pool = await openPool(1, { diesAtSeed: 2 });
    const { outcomes } = await campaign(pool, { scenarios: ['calm'], seed: 1, runs: 3 });
    expect(outcomes.map(({ verdict }) => verdict)).toEqual(['holds', 'inconclusive', 'holds']);
    expect(outcomes[1]?.undecided[0]?.reason).toMatch(/ended by SIGKILL/);
    expect(outcomes[1]?.input).toMatchObject({ scenario: 'calm', seed: 2 });
  });

  test('calls a run that hangs inconclusive, and goes on', async () => {
    const pool = await openPool(1, { hangsAtSeed: 2 }, 200);
    const { outcomes } = await campaign(pool, { scenarios: ['calm'], seed: 1, runs: 3 });
    expect(outcomes.map(({ verdict }) => verdict)).toEqual(['holds', 'inconclusive', 'holds']);
    expect(outcomes[1]?.undecided[0]?.reason).toMatch(/did not answer within \d+\.\d s/);
  });

  test('calls a run inconclusive that computes for too long, however long a machine that is busy may take', async () => {
    const pool = await openPool(1, { spinsAtSeed: 2 }, 1_000, 40_000);
    const { outcomes } = await campaign(pool, { scenarios: ['calm'], seed: 1, runs: 3 });
    expect(outcomes.map(({ verdict }) => verdict)).toEqual(['holds', 'inconclusive', 'holds']);
    expect(outcomes[1]?.wallMs).toBeLessThan(39_000);
  });

  test('leaves a run alone that is slow because others have the machine', async () => {
    const pool = await openPool(1, { waits: { atSeed: 2, ms: 3_000 } }, 1_000);
    const { outcomes } = await campaign(pool, { scenarios: ['calm'], seed: 1, runs: 3 });
    expect(outcomes.map(({ verdict }) => verdict)).toEqual(['holds', 'holds', 'holds']);
  });

  test('cannot begin on a machine that lacks what the engine needs', async () => {
    await expect(openPool(2, { refuses: true })).rejects.toMatchObject({
      name: 'EnvironmentError',
      message: 'there is no toy on this machine',
    });
  });

  test('closes every session that it opened', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'temblor-pool-'));
    const log = join(directory, 'log');
    const pool = await openPool(2, { log });
    await pool.close();
    expect(readFileSync(log, 'utf8')).toBe('opened\nopened\nclosed\nclosed\n');
    rmSync(directory, { recursive: true });
  });
});

describe('verifying determinism', () => {
  const jobs = [...jobsOf({ scenarios: ['calm'], seed: 1, runs: 4 }, scenarios)];

  test('compares each seed in four runs', async () => {
    const runs: number[] = [];
    const pool = await openPool(2);
    const result = await verifyDeterminism({ pool, jobs, onRun: (done) => runs.push(done) });
    expect(result).toEqual({ compared: 4, differences: [], unfinished: [] });
    expect(runs.at(-1)).toBe(16);
  });

  test('names the seed and the first event that differs between two processes', async () => {
    const pool = await openPool(2, { unstable: true });
    const { compared, differences } = await verifyDeterminism({ pool, jobs });
    expect(compared).toBe(3);
    expect(differences).toHaveLength(1);
    expect(differences[0]).toMatchObject({ scenario: 'calm', seed: 3, firstEvent: { number: 2 } });
    expect(differences[0]?.firstEvent?.one).toMatch(/^pay \d+$/);
  });

  test('treats the end of one trace as a difference', () => {
    expect(firstDifference(['a'], ['a'])).toBeUndefined();
    expect(firstDifference(['a'], ['a', 'b'])).toEqual({ number: 2, one: '(the run had ended)', other: 'b' });
  });
});

describe('the jobs of a campaign', () => {
  test('without named scenarios: each scenario first, then random runs with faults', () => {
    const stream = jobsOf({ seed: 3 }, scenarios);
    const jobs = Array.from({ length: 2 * scenarioSeedsDefault + 3 }, () => stream.next().value);
    expect(jobs.slice(0, 2)).toEqual([
      { kind: 'seed', scenario: 'calm', seed: 3, faults: 'none' },
      { kind: 'seed', scenario: 'clash', seed: 3, faults: 'none' },
    ]);
    expect(jobs.slice(-3)).toEqual(
      [3, 4, 5].map((seed) => ({ kind: 'seed', scenario: 'random', seed, faults: 'swarm' })),
    );
  });

  test('a shard is a part, and all shards together are the whole', () => {
    const whole = [...jobsOf({ seed: 1, runs: 7 }, scenarios)];
    const parts = [1, 2, 3].map((index) => [...jobsOf({ seed: 1, runs: 7, shard: { index, of: 3 } }, scenarios)]);
    expect(parts.flat()).toHaveLength(whole.length);
    expect(new Set(parts.flat().map((job) => JSON.stringify(job)))).toEqual(
      new Set(whole.map((job) => JSON.stringify(job))),
    );
  });
});
