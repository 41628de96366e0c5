/**
 * Takes webhooks in: each once, in whatever order they come, and answered only when what they say is in the database. They may be
 * faster than the answer of the very call that they are about, and later than everything else; the attempt's own rules say what
 * that means, and a worker that is waiting for the answer finds its lease gone.
 */
import { Gathering, type Runtime, type Step } from '../platform/index.ts';
import { hear } from './advance.ts';
import { type Attempt, type Circumstances, operationOf, type Provider } from './attempt.ts';
import type { StoredAttempt } from './attempt-row.ts';
import { streamOf } from './leases.ts';
import { advanceRefund } from './refund.ts';
import { lockRefund, overrideRefund } from './refund-store.ts';
import { append } from './refund-work.ts';
import { insertAttempts, lockAttempts, overrideAttempt, streamVersions } from './store.ts';
import { type Told, told, type Webhook } from './webhook.ts';
import {
  type Arrival,
  addDispute,
  addWebhooks,
  identityOf,
  noteOutcome,
  type WebhookOutcome,
} from './webhook-store.ts';

export interface WebhookInboxOptions {
  /** What decisions of this moment depend on. */
  readonly circumstances: () => Circumstances;
  /** Called when there is something new to do at a provider. */
  readonly nudge: (provider: Provider) => void;
}

/** What became of a webhook, or that it had been taken before. */
type Taken = WebhookOutcome | 'duplicate';

/** A webhook, and what it says. */
interface Understood extends Arrival {
  readonly what: Told;
}

type Attempts = ReadonlyMap<string, StoredAttempt>;

/** Most webhooks that are taken in one transaction. */
const TAKEN_TOGETHER_MAX = 32;
/** Webhooks are in no hurry. By then the answer of the call that they are about is mostly written, and need not be fought for. */
const PAUSE_MS = 100;

type ToldOfCharge = Extract<Told, { kind: 'charge' }>;
type ToldOfDispute = Extract<Told, { kind: 'dispute' }>;
type ToldOfRefund = Extract<Told, { kind: 'refund' }>;

export class WebhookInbox {
  readonly #runtime: Runtime;
  readonly #options: WebhookInboxOptions;
  readonly #arrivals = new Gathering<Understood, Taken>(TAKEN_TOGETHER_MAX, (all) => this.#takeAll(all), PAUSE_MS);

  constructor(runtime: Runtime, options: WebhookInboxOptions) {
    this.#runtime = runtime;
    this.#options = options;
  }

  /**
   * Takes a webhook whose signature was right.
   *
   * @returns what was done; 'duplicate' when it had been taken before.
   */
  take(provider: Provider, webhook: Webhook): Promise<Taken> {
    return this.#runtime.settled(() => this.#arrivals.submit({ provider, webhook, what: told(webhook) }));
  }

  /** @throws Error when two are about the same payment: the second would have to see what the first has changed. */
  #takeAll(arrivals: readonly Understood[]): Promise<readonly Taken[]> {
    const payments = arrivals.flatMap(({ what }) => ('paymentId' in what ? [what.paymentId] : []));
    if (new Set(payments).size < payments.length) {
      return Promise.reject(new Error('Webhooks about the same payment can not be taken in the same transaction.'));
    }
    return this.#runtime.perform(async (step) => {
      const added = await addWebhooks(step.tx, arrivals);
      const fresh = arrivals.filter((arrival) => added.has(identityOf(arrival)));
      const attempts = await this.#lockAttemptsOf(step, fresh);
      const taken: Taken[] = [];
      for (const arrival of arrivals) {
        taken.push(fresh.includes(arrival) ? await this.#takeFresh(step, arrival, attempts) : 'duplicate');
      }
      return taken;
    });
  }

  async #takeFresh(step: Step, arrival: Understood, attempts: Attempts): Promise<WebhookOutcome> {
    const { provider, webhook, what } = arrival;
    const outcome = await this.#apply(step, provider, what, attempts);
    await noteOutcome(step.tx, arrival, outcome);
    if (outcome === 'unmatched') this.#recordUnmatched(step, provider, webhook);
    return outcome;
  }

  /** The attempts that webhooks are about, by payment and provider. */
  async #lockAttemptsOf(step: Step, arrivals: readonly Understood[]): Promise<Attempts> {
    const wanted = arrivals.flatMap(({ provider, what }) =>
      'paymentId' in what ? [{ paymentId: what.paymentId, provider }] : [],
    );
    if (wanted.length === 0) return new Map();
    const locked = await lockAttempts(step.tx, wanted);
    return new Map(locked.map((one) => [attemptKey(one.attempt), one]));
  }

  #apply(step: Step, provider: Provider, what: Told, attempts: Attempts): Promise<WebhookOutcome> {
    switch (what.kind) {
      case 'charge':
        return this.#applyToCharge(step, what, attempts.get(attemptKey({ ...what, provider })));
      case 'refund':
        return this.#applyToRefund(step, provider, what);
      case 'dispute':
        return this.#openDispute(step, provider, what, attempts.get(attemptKey({ ...what, provider })));
      case 'unknown-type':
        return Promise.resolve('unknown-type');
      case 'unreadable':
        return Promise.resolve('unmatched');
    }
  }

  async #applyToCharge(step: Step, what: ToldOfCharge, stored: StoredAttempt | undefined): Promise<WebhookOutcome> {
    if (stored === undefined) return 'unmatched';
    const { attempt, cause } = stored;
    const isOurs = attempt.chargeId === undefined || attempt.chargeId === what.chargeId;
    if (!isOurs || what.amount !== attempt.amount || what.currency !== attempt.currency) return 'unmatched';
    const next = hear(attempt, what.seen, this.#options.circumstances());
    if (next.attempt === attempt) return 'known';
    const base = (await streamVersions(step.tx, [what.paymentId])).get(what.paymentId) ?? 0;
    const version = base + next.events.length;
    await overrideAttempt(step.tx, next.attempt, version);
    step.append(streamOf(attempt, base), next.events, cause);
    if (next.next !== undefined) await insertAttempts(step.tx, [{ attempt: next.next, cause, version }], false);
    for (const one of [next.attempt, next.next]) {
      if (one !== undefined && operationOf(one.phase) !== undefined) {
        step.afterCommit(() => this.#options.nudge(one.provider));
      }
    }
    return 'applied';
  }

  async #applyToRefund(step: Step, provider: Provider, { refundId, seen }: ToldOfRefund): Promise<WebhookOutcome> {
    const stored = await lockRefund(step.tx, refundId);
    if (stored === undefined || stored.refund.provider !== provider) return 'unmatched';
    const { refund, cause } = stored;
    if (refund.phase === 'SETTLED') return 'known';
    const next = advanceRefund(refund, seen, Date.now());
    await overrideRefund(step.tx, next.refund);
    await append(step, [{ refund: next.refund, cause, events: next.events }]);
    return 'applied';
  }

  async #openDispute(
    step: Step,
    provider: Provider,
    dispute: ToldOfDispute,
    stored: StoredAttempt | undefined,
  ): Promise<WebhookOutcome> {
    if (stored === undefined || stored.attempt.chargeId !== dispute.chargeId) return 'unmatched';
    if (!(await addDispute(step.tx, provider, dispute))) return 'known';
    const version = (await streamVersions(step.tx, [dispute.paymentId])).get(dispute.paymentId) ?? 0;
    const { paymentId, disputeId, chargeId, amount, currency, reason } = dispute;
    const data = {
      payment_id: paymentId,
      dispute_id: disputeId,
      provider,
      provider_charge_id: chargeId,
      amount,
      currency,
      reason,
    };
    step.append(streamOf(stored.attempt, version), [{ event_type: 'GatewayDisputeOpened', data }], stored.cause);
    return 'applied';
  }

  /** It is signed, so it says something true that we know nothing of: a person has to look. */
  #recordUnmatched(step: Step, provider: Provider, webhook: Webhook): void {
    step.recordError({
      kind: 'webhook-unmatched',
      reason: `${provider} told of something that the gateway has no record of, or not like this (${webhook.type})`,
      detail: { provider, webhook_id: webhook.id, type: webhook.type },
    });
  }
}

function attemptKey({ paymentId, provider }: Pick<Attempt, 'paymentId' | 'provider'>): string {
  return `${paymentId} ${provider}`;
}
