/**
 * Claims and writes under a lease, in transactions. When the answer to COMMIT was lost, a write is simply tried again: it is
 * bound to the revision that was read, so it takes effect once, and the row shows whose it was.
 */
import { randomUUID } from 'node:crypto';
import { CommitUnknownError } from '../platform/errors.ts';
import { Gathering } from '../platform/gathering.ts';
import type { Runtime, Step } from '../platform/index.ts';
import { requestSent, takenOver } from './advance.ts';
import {
  type Attempt,
  type AttemptPolicy,
  type Circumstances,
  type GatewayEvent,
  needsPermission,
  type Provider,
} from './attempt.ts';
import type { AddedAttempt } from './attempt-row.ts';
import type { Breaker } from './breaker.ts';
import type { Admission, Breakers } from './breakers.ts';
import type { Advance } from './endings.ts';
import { holdBack } from './hold.ts';
import {
  type Claimed,
  claimAttempts,
  insertAttempts,
  type Lease,
  revisionUnder,
  saveAttempts,
  streamVersions,
} from './store.ts';

interface Write {
  readonly lease: Lease;
  readonly advance: Advance;
  readonly goOn: boolean;
  /** Whether the provider answered, when all instances are to be told of it. */
  readonly answered?: boolean;
}

/** The version of the payment's stream after a write; 'lost' when the lease was not ours any more. */
type Written = { readonly version: number } | 'lost';

/** Most attempts that are written in one transaction. */
const WRITTEN_TOGETHER_MAX = 32;
/** The answers of a provider come one by one; next to the call that each belongs to, this is no time. */
const PAUSE_MS = 2;

export interface LeaseOptions {
  readonly provider: Provider;
  /** Must be longer than a call can take. */
  readonly leaseMs: number;
  readonly breakers: Breakers;
  readonly policy: AttemptPolicy;
  /** Called when an attempt was added for a provider. */
  readonly nudge: (provider: Provider) => void;
}

export class Leases {
  readonly #runtime: Runtime;
  readonly #options: LeaseOptions;
  readonly #writes = new Gathering<Write, Written>(WRITTEN_TOGETHER_MAX, (writes) => this.#writeAll(writes), PAUSE_MS);

  constructor(runtime: Runtime, options: LeaseOptions) {
    this.#runtime = runtime;
    this.#options = options;
  }

  /**
   * Leases at most `limit` attempts that are due, each ready for its call, which is announced. Those that the breaker holds back are
   * dealt with at once, and are not among them.
   *
   * @returns the leases, and whether there may be more that are due.
   * @throws CommitUnknownError when the answer to COMMIT was lost. If it took effect, the leases run out unused.
   */
  claim(limit: number): Promise<{ readonly leases: readonly Lease[]; readonly more: boolean }> {
    const token = randomUUID();
    const { provider, leaseMs } = this.#options;
    return this.#runtime.perform(async (step) => {
      const now = Date.now();
      const { claimed, breaker } = await claimAttempts(step.tx, { provider, limit, token, now, leaseMs });
      const heads = await versionsAfterConflict(step, claimed);
      const ready = claimed.map((claim): Lease => {
        const attempt = claim.interrupted ? takenOver(claim.attempt) : claim.attempt;
        // The row is one ahead, see `claimAttempts`.
        return { ...claim, attempt, version: heads?.get(attempt.paymentId) ?? claim.version - 1 };
      });
      const admission = await this.#admission(step, breaker, ready, token);
      const leases = await this.#begin(step, ready, admission);
      return { leases, more: claimed.length === limit };
    });
  }

  /**
   * Writes what became of a call. With `goOn`, the next call is announced in the same transaction and the lease is kept;
   * without, the lease is given back.
   *
   * @param answered whether the provider answered a call that its breaker counts; undefined for other calls.
   * @returns the lease to go on with; 'released' when it was given back; 'lost' when another worker has taken over, in
   *   which case nothing was written.
   */
  async save(lease: Lease, advance: Advance, goOn: boolean, answered?: boolean): Promise<Lease | 'released' | 'lost'> {
    const { breakers, provider } = this.#options;
    const isCounted = answered === undefined || (answered && breakers.countAnswered(provider, lease.probe));
    const write: Write = { lease, advance, goOn, ...(isCounted ? {} : { answered }) };
    const written = (await this.#write(write)) ?? (await this.#writeAgain(write));
    if (written === 'lost') return 'lost';
    return goOn ? after(write, written) : 'released';
  }

  async #admission(
    step: Step,
    breaker: Breaker | undefined,
    ready: readonly Lease[],
    token: string,
  ): Promise<Admission> {
    const { breakers, provider } = this.#options;
    const first = ready.find(({ attempt }) => needsPermission(attempt.phase));
    if (first === undefined) return { kind: 'all' };
    if (breaker === undefined || breaker.state === 'closed') {
      step.afterCommit(() => (breaker === undefined ? breakers.learnClosed(provider) : breakers.learn(breaker)));
      return { kind: 'all' };
    }
    return breakers.admit(step, provider, token, first.cause);
  }

  /** Announces the calls that may be made, and writes what becomes of the others. */
  async #begin(step: Step, ready: readonly Lease[], admission: Admission): Promise<readonly Lease[]> {
    let probe = admission.kind === 'one' ? admission.probe : undefined;
    const calls: Lease[] = [];
    const held: Lease[] = [];
    for (const lease of ready) {
      if (admission.kind === 'all' || !needsPermission(lease.attempt.phase)) calls.push(lease);
      else if (probe !== undefined) {
        calls.push({ ...lease, probe });
        probe = undefined;
      } else held.push(lease);
    }
    const begun = calls.map((lease) => announce(step, lease));
    if (admission.kind === 'all' || held.length === 0) return begun;
    return [...begun, ...(await this.#holdBack(step, held, admission.closures))];
  }

  /** @returns those that go on with a call that needs no permission. */
  async #holdBack(
    step: Step,
    held: readonly Lease[],
    closures: Parameters<typeof holdBack>[1],
  ): Promise<readonly Lease[]> {
    const circumstances = this.circumstances();
    const decided = held.map((lease) => {
      const advance = holdBack(lease.attempt, closures, circumstances);
      const goesOn = advance.attempt.phase !== lease.attempt.phase && advance.attempt.phase === 'CANCEL';
      const write: Write = { lease, advance, goOn: goesOn };
      return write;
    });
    const written = await this.#store(step, decided, undefined);
    return decided.flatMap((write, index) => {
      const one = written[index];
      return write.goOn && one !== undefined && one !== 'lost' ? [after(write, one)] : [];
    });
  }

  /** What a decision of this moment depends on. */
  circumstances(): Circumstances {
    const { policy, breakers } = this.#options;
    return { now: Date.now(), jitter: Math.random(), policy, usable: breakers.usable };
  }

  /** Undefined when it is not known whether it was written. */
  async #write(write: Write): Promise<Written | undefined> {
    try {
      return await this.#writes.submit(write);
    } catch (error) {
      if (error instanceof CommitUnknownError) return undefined;
      throw error;
    }
  }

  #writeAll(writes: readonly Write[]): Promise<readonly Written[]> {
    return this.#runtime.perform(async (step) => {
      const heads = await versionsAfterConflict(
        step,
        writes.map(({ lease }) => lease),
      );
      return this.#store(step, writes, heads);
    });
  }

  async #store(
    step: Step,
    writes: readonly Write[],
    heads: ReadonlyMap<string, number> | undefined,
  ): Promise<readonly Written[]> {
    const all = writes.map((write) => this.#planned(write, heads));
    const saved = await saveAttempts(step.tx, all);
    const failures = await this.#tellBreaker(step, writes);
    const added: AddedAttempt[] = [];
    const written = all.map(({ lease, attempt, events, base, version, next }, index): Written => {
      if (!saved.has(attempt.paymentId)) return 'lost';
      const counted = events.map((event) => withFailures(event, failures.get(index)));
      step.append(streamOf(attempt, base), counted, lease.cause);
      if (next !== undefined) added.push({ attempt: next, cause: lease.cause, version });
      return { version };
    });
    if (added.length > 0) await insertAttempts(step.tx, added, false);
    for (const provider of new Set(added.map(({ attempt }) => attempt.provider))) {
      step.afterCommit(() => this.#options.nudge(provider));
    }
    return written;
  }

  #planned({ lease, advance, goOn }: Write, heads: ReadonlyMap<string, number> | undefined) {
    const { attempt, next } = advance;
    const events = goOn ? [...advance.events, ...requestSent(attempt)] : advance.events;
    const base = heads?.get(attempt.paymentId) ?? lease.version;
    const leaseUntil = goOn ? Date.now() + this.#options.leaseMs : undefined;
    return { lease, attempt, events, base, version: base + events.length, leaseUntil, next };
  }

  /** Also for calls whose lease is lost: the provider did answer, or did not. */
  async #tellBreaker(step: Step, writes: readonly Write[]): Promise<ReadonlyMap<number, number>> {
    const told = writes.flatMap(({ lease, answered }, index) =>
      answered === undefined ? [] : [{ index, report: { answered, ...probeOf(lease), cause: lease.cause } }],
    );
    if (told.length === 0) return new Map();
    const { breakers, provider } = this.#options;
    const failures = await breakers.report(
      step,
      provider,
      told.map(({ report }) => report),
    );
    return new Map(told.map(({ index }, at) => [index, failures[at] ?? 0]));
  }

  /** After a commit in doubt: refused means that the first write took effect, unless somebody else has the row. */
  async #writeAgain(write: Write): Promise<Written> {
    // What went to the breaker is not told twice: at worst one call is missing there.
    const { answered: _, ...rest } = write;
    const written = await this.#write(rest);
    if (written !== undefined && written !== 'lost') return written;
    const { lease, advance, goOn } = write;
    if ((await revisionUnder(this.#runtime.read, lease)) !== lease.revision + 1) return 'lost';
    const announced = goOn ? requestSent(advance.attempt).length : 0;
    return { version: lease.version + advance.events.length + announced };
  }
}

/** The lease after a write with which it was kept. */
function after({ lease, advance }: Write, { version }: { readonly version: number }): Lease {
  return { ...lease, attempt: advance.attempt, version, revision: lease.revision + 1 };
}

function announce(step: Step, lease: Lease): Lease {
  const events = requestSent(lease.attempt);
  step.append(streamOf(lease.attempt, lease.version), events, lease.cause);
  return { ...lease, version: lease.version + events.length };
}

/** The rows carry the versions; only after a conflict the streams are asked. */
async function versionsAfterConflict(
  step: Step,
  leases: readonly Pick<Claimed, 'attempt'>[],
): Promise<ReadonlyMap<string, number> | undefined> {
  if (step.tx.attempt === 1) return undefined;
  return streamVersions(
    step.tx,
    leases.map(({ attempt }) => attempt.paymentId),
  );
}

/** Only the database knows how many failures in a row there were. */
function withFailures(event: GatewayEvent, failures: number | undefined): GatewayEvent {
  return event.event_type === 'GatewayTimeoutOccurred' && failures !== undefined
    ? { ...event, data: { ...event.data, circuit_breaker_failures: failures } }
    : event;
}

function probeOf({ probe }: Lease): { readonly probe?: string } {
  return probe === undefined ? {} : { probe };
}

export function streamOf({ paymentId }: Pick<Attempt, 'paymentId'>, version: number) {
  return { type: 'gateway' as const, id: paymentId, version };
}
