/**
 * Kills under load: clients pay all the time, while one service after the other is killed with `kill -9`, and now and then the broker or
 * the database. What was acknowledged has to be there afterwards, nobody may be charged twice, and everything has to come to its end, which
 * is for the properties to say. Pure.
 */
import fc from 'fast-check';
import { instancesOf, membersOf } from '../simulation/payments/cast.ts';
import type { FaultPlan } from '../simulation/payments/plan.ts';
import type { RunInput } from '../simulation/payments/run-input.ts';
import type { ClientRequest } from '../simulation/payments/workload.ts';

export const KILLS = {
  name: 'kills',
  claim: 'Under load, services, broker and database are killed again and again, and nothing acknowledged is lost.',
} as const;

const KILLS_OF_SERVICES = 30;
const KILLS_OF_SERVERS = 3;
const PAYMENTS = 60;
const WALLETS = 6;
const TOP_UP = 100_000;
/** Ten payments per wallet: some of them ask for more than is left. */
const HIGHEST = 20_000;
/** Clients are at work for so long; the first payments are under way when the first kill comes. */
const LOAD_MS = 45_000;
const FIRST_KILL_MS = 500;

const instances = { metrics: 1, recovery: 1 } as const;

/** Equal seeds give equal inputs. */
export function killsInput(seed: number): RunInput {
  const drawn = fc.record({ requests: arbitraryRequests(), crashes: arbitraryCrashes(), outages: arbitraryOutages() });
  const [input] = fc.sample(fc.noBias(drawn), { seed: seed | 0, numRuns: 1 });
  if (input === undefined) throw new Error(`No run could be drawn for seed ${seed}.`);
  const wallets = Array.from({ length: WALLETS }, (_, index) => {
    return { userId: `user-${index + 1}`, currency: 'EUR', topUp: TOP_UP };
  });
  const { requests, crashes, outages } = input;
  const plan = [...crashes, ...outages];
  return { scenario: KILLS.name, seed, workload: { wallets, requests }, plan, instances, webhooks: true };
}

function arbitraryRequests(): fc.Arbitrary<readonly ClientRequest[]> {
  const pay = fc.record({
    kind: fc.constant('pay' as const),
    atMs: fc.integer({ min: 0, max: LOAD_MS }),
    wallet: fc.nat({ max: WALLETS - 1 }),
    amount: fc.integer({ min: 1, max: HIGHEST }),
  });
  return fc.array(pay, { minLength: PAYMENTS, maxLength: PAYMENTS });
}

function arbitraryCrashes(): fc.Arbitrary<FaultPlan> {
  const processes = membersOf(instancesOf(instances)).map(({ name }) => name);
  const crash = fc.record({
    verb: fc.constant('crash' as const),
    process: fc.constantFrom(...processes),
    when: arbitraryMoment(0, LOAD_MS),
    restartAfterMs: fc.integer({ min: 0, max: 1_000 }),
  });
  return fc.array(crash, { minLength: KILLS_OF_SERVICES, maxLength: KILLS_OF_SERVICES });
}

/** Each in its part of the time, so that a server that is killed is back from the last time. */
function arbitraryOutages(): fc.Arbitrary<FaultPlan> {
  const partMs = LOAD_MS / KILLS_OF_SERVERS;
  const outages = Array.from({ length: KILLS_OF_SERVERS }, (_, part) =>
    fc.record({
      verb: fc.constant('outage' as const),
      server: fc.constantFrom('kafka', 'postgres'),
      when: arbitraryMoment(part * partMs, (part + 0.5) * partMs),
      forMs: fc.integer({ min: 0, max: 2_000 }),
    }),
  );
  return fc.tuple(...outages);
}

function arbitraryMoment(fromMs: number, toMs: number): fc.Arbitrary<{ readonly atMs: number }> {
  return fc.record({ atMs: fc.integer({ min: Math.max(FIRST_KILL_MS, Math.ceil(fromMs)), max: Math.floor(toMs) }) });
}
