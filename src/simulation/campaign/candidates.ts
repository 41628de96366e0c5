/**
 * The simpler runs that are worth trying in place of one that fails, boldest first. Every candidate is smaller than
 * what it came from (fewer faults, fewer requests, fewer wallets, fewer keys, or earlier), so that shrinking comes to an end.
 */
import { type PaymentFault, paymentFaults } from '../payments/plan.ts';
import { type ClientRequest, type Workload, walletOf } from '../payments/workload.ts';
import { fewer } from '../search/index.ts';
import type { RunInput } from './engine.ts';

/** What may be taken away: a scenario's expectations make sense only for its own workload. */
export interface Shrinkable {
  readonly workload: boolean;
}

/** Simpler variants of a run, in an order that depends on the run alone. */
export function* candidates(run: RunInput, may: Shrinkable): Generator<RunInput> {
  for (const plan of fewer(run.plan)) yield { ...run, plan };
  if (may.workload) {
    const { requests } = run.workload;
    for (const kept of fewer(requests.map((_, index) => index))) yield withWorkload(run, keepRequests(run, kept));
    for (const workload of fewerWallets(run.workload)) yield withWorkload(run, workload);
    for (const workload of earlier(run.workload)) yield withWorkload(run, workload);
    for (const workload of keyless(run.workload)) yield withWorkload(run, workload);
  }
  for (const plan of plainer(run.plan)) yield { ...run, plan };
  yield* fewerInstances(run);
  if (run.brokers !== undefined) yield withOneBroker(run);
  if (run.startsAt !== undefined) yield fromTheFirst(run);
  if (may.workload && run.settings !== undefined) yield withoutSettings(run);
}

function withOneBroker(run: RunInput): RunInput {
  const { brokers: _, ...rest } = run;
  return rest;
}

function fromTheFirst(run: RunInput): RunInput {
  const { startsAt: _, ...rest } = run;
  return rest;
}

/** A drawn run's settings may not matter; those of a scenario belong to it. */
function withoutSettings(run: RunInput): RunInput {
  const { settings: _, ...rest } = run;
  return rest;
}

/** The usual cast, then one service at a time with the usual number of instances. */
function* fewerInstances({ instances, ...run }: RunInput): Generator<RunInput> {
  if (instances === undefined) return;
  yield run;
  const entries = Object.entries(instances);
  if (entries.length < 2) return;
  for (const [name] of entries) {
    yield { ...run, instances: Object.fromEntries(entries.filter(([other]) => other !== name)) };
  }
}

function withWorkload(run: RunInput, workload: Workload): RunInput {
  return { ...run, workload };
}

/** Leaves requests out and lets those that stay and are about a payment point to the same one as before. */
export function keepRequests(run: RunInput, kept: readonly number[]): Workload {
  const place = new Map(kept.map((old, now) => [old, now]));
  const requests = kept.flatMap((index): ClientRequest[] => {
    const request = run.workload.requests[index];
    if (request === undefined) return [];
    if (!('pay' in request)) return [request];
    const pay = place.get(request.pay);
    return pay === undefined ? [] : [{ ...request, pay }];
  });
  return { ...run.workload, requests };
}

/** Removes wallets that no request names; of those that are named, tries to do with the first. */
function* fewerWallets(workload: Workload): Generator<Workload> {
  const used = new Set(workload.requests.flatMap((request) => walletOf(request) ?? []));
  const order = [...used].sort((a, b) => a - b);
  if (order.length < workload.wallets.length) yield keepWallets(workload, order);
  const [first] = order;
  if (first !== undefined && order.length > 1)
    yield keepWallets(
      mapWallet(workload, () => first),
      [first],
    );
}

function keepWallets(workload: Workload, kept: readonly number[]): Workload {
  const wallets = kept.flatMap((index) => workload.wallets[index] ?? []);
  return { ...mapWallet(workload, (wallet) => Math.max(0, kept.indexOf(wallet))), wallets };
}

function mapWallet(workload: Workload, to: (wallet: number) => number): Workload {
  const requests = workload.requests.map((request) => {
    const wallet = walletOf(request);
    return wallet === undefined ? request : { ...request, wallet: to(wallet) };
  });
  return { ...workload, requests };
}

/** All requests at once, then each at the start. */
function* earlier(workload: Workload): Generator<Workload> {
  const { requests } = workload;
  const late = requests.flatMap(({ atMs }, index) => (atMs > 0 ? [index] : []));
  if (late.length === 0) return;
  yield { ...workload, requests: requests.map((request) => ({ ...request, atMs: 0 })) };
  if (late.length === 1) return;
  for (const index of late) {
    yield { ...workload, requests: requests.map((request, at) => (at === index ? { ...request, atMs: 0 } : request)) };
  }
}

/** Without the idempotency keys that clients chose, all of them or one. */
function* keyless(workload: Workload): Generator<Workload> {
  const keyed = workload.requests.flatMap((request, index) => ('idempotencyKey' in request ? [index] : []));
  const without = (some: readonly number[]): Workload => ({
    ...workload,
    requests: workload.requests.map((request, index) => (some.includes(index) ? keylessRequest(request) : request)),
  });
  if (keyed.length > 0) yield without(keyed);
  if (keyed.length > 1) for (const index of keyed) yield without([index]);
}

function keylessRequest(request: ClientRequest): ClientRequest {
  if (request.kind !== 'pay') return request;
  const { idempotencyKey: _, ...rest } = request;
  return rest;
}

/** One fault at a time in a simpler form: striking the first time, or for a shorter time. */
function* plainer(plan: readonly PaymentFault[]): Generator<readonly PaymentFault[]> {
  for (const [index, fault] of plan.entries()) {
    for (const simpler of paymentFaults.simpler(fault)) yield plan.with(index, simpler);
  }
}
