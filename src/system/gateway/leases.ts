/**
 * Claims and writes under a lease, in transactions. When the answer to COMMIT was lost, a write is simply tried again: it is
 * bound to the revision that was read, so it takes effect once, and the row shows whose it was.
 */
import { randomUUID } from 'node:crypto';
import { CommitUnknownError } from '../platform/errors.ts';
import type { Runtime } from '../platform/index.ts';
import { type Advance, requestSent, takenOver } from './advance.ts';
import type { Attempt, Provider } from './attempt.ts';
import { claimAttempts, type Lease, revisionUnder, saveAttempt } from './store.ts';

export class Leases {
  readonly #runtime: Runtime;
  readonly #leaseMs: number;

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
  async #write(lease: Lease, { attempt, events }: Advance, goOn: boolean): Promise<boolean | undefined> {
    const all = goOn ? [...events, ...requestSent(attempt)] : events;
    const version = lease.version + all.length;
    try {
      return await this.#runtime.perform(async (step) => {
        const leaseUntil = goOn ? Date.now() + this.#leaseMs : undefined;
        if (!(await saveAttempt(step.tx, lease, { attempt, version, leaseUntil }))) return false;
        step.append(streamOf(attempt, lease.version), all, lease.cause);
        return true;
      });
    } catch (error) {
      if (error instanceof CommitUnknownError) return undefined;
      throw error;
    }
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
