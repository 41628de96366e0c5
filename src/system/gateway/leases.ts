/**
 * Claims and writes under a lease, in transactions. When the answer to COMMIT was lost, a write is simply tried again: it is
 * bound to the revision that was read, so it takes effect once, and the row shows whose it was.
 */
import { randomUUID } from 'node:crypto';
import { CommitUnknownError } from '../platform/errors.ts';
import { Gathering } from '../platform/gathering.ts';
import type { Runtime } from '../platform/index.ts';
import { type Advance, requestSent, takenOver } from './advance.ts';
import type { Attempt, Provider } from './attempt.ts';
import { claimAttempts, type Lease, revisionUnder, saveAttempts } from './store.ts';

interface Write {
  readonly lease: Lease;
  readonly advance: Advance;
  readonly goOn: boolean;
}

/** Most attempts that are written in one transaction. */
const WRITTEN_TOGETHER_MAX = 32;

export class Leases {
  readonly #runtime: Runtime;
  readonly #leaseMs: number;
  readonly #writes = new Gathering<Write, boolean>(WRITTEN_TOGETHER_MAX, (writes) => this.#writeAll(writes));

  /** `leaseMs` must be longer than a call can take. */
  constructor(runtime: Runtime, leaseMs: number) {
    this.#runtime = runtime;
    this.#leaseMs = leaseMs;
  }

  /**
   * Leases at most `limit` attempts that are due, each ready for its call, which is announced.
   *
   * @throws CommitUnknownError when the answer to COMMIT was lost. If it took effect, the leases run out unused.
   */
  claim(provider: Provider, limit: number): Promise<readonly Lease[]> {
    const token = randomUUID();
    return this.#runtime.perform(async (step) => {
      const now = Date.now();
      const claimed = await claimAttempts(step.tx, { provider, limit, token, now, leaseMs: this.#leaseMs });
      return claimed.map((claim) => {
        const attempt = claim.interrupted ? takenOver(claim.attempt) : claim.attempt;
        step.append(streamOf(attempt, claim.version - 1), requestSent(attempt), claim.cause);
        return { ...claim, attempt };
      });
    });
  }

  /**
   * Writes what became of a call. With `goOn`, the next call is announced in the same transaction and the lease is kept;
   * without, the lease is given back.
   *
   * @returns the lease to go on with; 'released' when it was given back; 'lost' when another worker has taken over, in
   *   which case nothing was written.
   */
  async save(lease: Lease, advance: Advance, goOn: boolean): Promise<Lease | 'released' | 'lost'> {
    const saved = (await this.#write(lease, advance, goOn)) ?? (await this.#writeAgain(lease, advance, goOn));
    if (!saved) return 'lost';
    if (!goOn) return 'released';
    const { attempt, events } = advance;
    const version = lease.version + events.length + requestSent(attempt).length;
    return { ...lease, attempt, version, revision: lease.revision + 1 };
  }

  /** True when it was written, false when the lease is lost, undefined when that is not known. */
  async #write(lease: Lease, advance: Advance, goOn: boolean): Promise<boolean | undefined> {
    try {
      return await this.#writes.submit({ lease, advance, goOn });
    } catch (error) {
      if (error instanceof CommitUnknownError) return undefined;
      throw error;
    }
  }

  /** For each write, whether the lease was still ours. */
  #writeAll(writes: readonly Write[]): Promise<readonly boolean[]> {
    return this.#runtime.perform(async (step) => {
      const all = writes.map(({ lease, advance: { attempt, events }, goOn }) => {
        const appended = goOn ? [...events, ...requestSent(attempt)] : events;
        const leaseUntil = goOn ? Date.now() + this.#leaseMs : undefined;
        return { lease, attempt, appended, version: lease.version + appended.length, leaseUntil };
      });
      const saved = await saveAttempts(step.tx, all);
      return all.map(({ lease, attempt, appended }) => {
        if (!saved.has(attempt.paymentId)) return false;
        step.append(streamOf(attempt, lease.version), appended, lease.cause);
        return true;
      });
    });
  }

  /** After a commit in doubt: refused means that the first write took effect, unless somebody else has the row. */
  async #writeAgain(lease: Lease, advance: Advance, goOn: boolean): Promise<boolean> {
    const written = await this.#write(lease, advance, goOn);
    return written === true || (await revisionUnder(this.#runtime.read, lease)) === lease.revision + 1;
  }
}

function streamOf(attempt: Attempt, version: number) {
  return { type: 'gateway' as const, id: attempt.paymentId, version };
}
