/** Giving money back at one provider: asks, and writes what came of it before it goes on. Few enough to be written one by one. */
import { randomUUID } from 'node:crypto';
import { CommitUnknownError } from '../platform/errors.ts';
import { type Cause, followCause, type Runtime, type Step } from '../platform/index.ts';
import type { Provider } from './attempt.ts';
import type { Breakers } from './breakers.ts';
import type { LeasedWork } from './leased-worker.ts';
import { streamOf } from './leases.ts';
import type { ProviderClient } from './provider-client.ts';
import { advanceRefund, type Refund, type RefundEvent, refundKey, refundSent, refundTakenOver } from './refund.ts';
import { claimRefunds, type RefundLease, saveRefund } from './refund-store.ts';
import { nextDue, streamVersions } from './store.ts';

export interface RefundWorkOptions {
  readonly provider: Provider;
  readonly client: ProviderClient;
  readonly breakers: Breakers;
  /** Must be longer than a call can take. */
  readonly leaseMs: number;
}

/** A refund with the token of the breaker's probe, when this is the call that was let through. */
type Lease = RefundLease & { readonly probe?: string };

export class RefundWork implements LeasedWork<Lease> {
  readonly #runtime: Runtime;
  readonly #options: RefundWorkOptions;

  constructor(runtime: Runtime, options: RefundWorkOptions) {
    this.#runtime = runtime;
    this.#options = options;
  }

  nextDue(): Promise<number | undefined> {
    return nextDue(this.#runtime.read, 'refunds', this.#options.provider);
  }

  describe({ refund }: Lease) {
    return { refund_id: refund.refundId, payment_id: refund.paymentId, provider: refund.provider };
  }

  /** Leases what is due. What the breaker holds back is put off until it may be probed. */
  claim(limit: number): Promise<{ readonly leases: readonly Lease[]; readonly more: boolean }> {
    const token = randomUUID();
    const { provider, leaseMs } = this.#options;
    return this.#runtime.perform(async (step) => {
      const now = Date.now();
      const claimed = await claimRefunds(step.tx, { provider, limit, token, now, leaseMs });
      const ready = claimed.map((lease): Lease => {
        return { ...lease, refund: lease.interrupted ? refundTakenOver(lease.refund) : lease.refund };
      });
      const leases = await this.#admitted(step, ready, token, now);
      await append(
        step,
        leases.map(({ refund, cause }) => ({ refund, cause, events: refundSent(refund) })),
      );
      return { leases, more: claimed.length === limit };
    });
  }

  work(lease: Lease, goesOn: () => boolean): Promise<number | undefined> {
    return followCause(this.#runtime.tracing, lease.cause, () => this.#giveBack(lease, goesOn));
  }

  async #giveBack(first: Lease, goesOn: () => boolean): Promise<number | undefined> {
    let lease = first;
    for (;;) {
      const { refund } = lease;
      const { client } = this.#options;
      const seen = await (refund.phase === 'REFUND'
        ? client.refund(refund, refundKey(refund))
        : client.findRefund(refund.chargeId, refundKey(refund)));
      const next = advanceRefund(refund, seen, Date.now());
      const { phase, dueAt } = next.refund;
      // Asking needs no permission; giving back does, so it is claimed anew.
      const more = phase === 'RESOLVE' && Date.parse(dueAt) <= Date.now() && goesOn();
      const answered = refund.phase === 'REFUND' ? seen.kind !== 'unknown' : undefined;
      if (!(await this.#save(lease, next.refund, next.events, more, answered))) return undefined;
      if (!more) return phase === 'SETTLED' ? undefined : Date.parse(dueAt);
      lease = { ...lease, refund: next.refund, revision: lease.revision + 1 };
    }
  }

  async #admitted(step: Step, ready: readonly Lease[], token: string, now: number): Promise<readonly Lease[]> {
    const { provider, breakers } = this.#options;
    const [first] = ready.filter(({ refund }) => refund.phase === 'REFUND');
    if (first === undefined) return ready;
    const admission = await breakers.admit(step, provider, token, first.cause);
    if (admission.kind === 'all') return ready;
    const probed = admission.kind === 'one' ? first : undefined;
    const dueAt = new Date(Math.max(now + 1, admission.closures.get(provider) ?? 0)).toISOString();
    for (const lease of ready) {
      if (lease.refund.phase !== 'REFUND' || lease === probed) continue;
      await saveRefund(step.tx, lease, { ...lease.refund, dueAt }, undefined);
    }
    const free = ready.filter((lease) => lease.refund.phase !== 'REFUND');
    return probed === undefined ? free : [...free, { ...probed, probe: token }];
  }

  /** False when somebody else has it now: another worker, or a webhook that was faster. */
  async #save(
    lease: Lease,
    refund: Refund,
    events: readonly RefundEvent[],
    keep: boolean,
    answered: boolean | undefined,
  ): Promise<boolean> {
    const { provider, breakers, leaseMs } = this.#options;
    const { probe, cause } = lease;
    const isCounted = answered === undefined || (answered && breakers.countAnswered(provider, probe));
    try {
      return await this.#runtime.perform(async (step) => {
        const leaseUntil = keep ? Date.now() + leaseMs : undefined;
        const saved = await saveRefund(step.tx, lease, refund, leaseUntil);
        if (!isCounted) {
          await breakers.report(step, provider, [{ answered, ...(probe === undefined ? {} : { probe }), cause }]);
        }
        const sent = keep ? refundSent(refund) : [];
        if (saved) await append(step, [{ refund, cause, events: [...events, ...sent] }]);
        return saved;
      });
    } catch (error) {
      // Written or not: whoever claims it next finds out, as every call here may be repeated.
      if (error instanceof CommitUnknownError) return false;
      throw error;
    }
  }
}

/** Appends to the streams of the payments, each where it is now; a conflict does the whole step again. */
export async function append(
  step: Step,
  all: readonly { readonly refund: Refund; readonly cause: Cause; readonly events: readonly RefundEvent[] }[],
): Promise<void> {
  const appended = all.filter(({ events }) => events.length > 0);
  if (appended.length === 0) return;
  const ids = appended.map(({ refund }) => refund.paymentId);
  const versions = new Map(await streamVersions(step.tx, ids));
  for (const { refund, cause, events } of appended) {
    const version = versions.get(refund.paymentId) ?? 0;
    step.append(streamOf(refund, version), events, cause);
    versions.set(refund.paymentId, version + events.length);
  }
}
