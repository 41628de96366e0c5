/**
 * Takes webhooks in: each once, in whatever order they come, and answered only when what they say is in the database. They may be
 * faster than the answer of the very call that they are about, and later than everything else; the attempt's own rules say what
 * that means, and a worker that is waiting for the answer finds its lease gone.
 */
import type { Runtime, Step } from '../platform/index.ts';
import { hear } from './advance.ts';
import { type Circumstances, operationOf, type Provider } from './attempt.ts';
import { streamOf } from './leases.ts';
import { advanceRefund } from './refund.ts';
import { lockRefund, overrideRefund } from './refund-store.ts';
import { append } from './refund-work.ts';
import { insertAttempts, lockAttempt, overrideAttempt, streamVersions } from './store.ts';
import { type Told, told, type Webhook } from './webhook.ts';
import { addDispute, addWebhook, noteOutcome, type WebhookOutcome } from './webhook-store.ts';

export interface WebhookInboxOptions {
  /** What decisions of this moment depend on. */
  readonly circumstances: () => Circumstances;
  /** Called when there is something new to do at a provider. */
  readonly nudge: (provider: Provider) => void;
}

type ToldOfCharge = Extract<Told, { kind: 'charge' }>;
type ToldOfDispute = Extract<Told, { kind: 'dispute' }>;
type ToldOfRefund = Extract<Told, { kind: 'refund' }>;

export class WebhookInbox {
  readonly #runtime: Runtime;
  readonly #options: WebhookInboxOptions;

  constructor(runtime: Runtime, options: WebhookInboxOptions) {
    this.#runtime = runtime;
    this.#options = options;
  }

  /**
   * Takes a webhook whose signature was right.
   *
   * @returns what was done; 'duplicate' when it had been taken before.
   */
  take(provider: Provider, webhook: Webhook): Promise<WebhookOutcome | 'duplicate'> {
    return this.#runtime.performSettled(async (step) => {
      if (!(await addWebhook(step.tx, provider, webhook))) return 'duplicate';
      const outcome = await this.#apply(step, provider, told(webhook));
      await noteOutcome(step.tx, provider, webhook, outcome);
      if (outcome === 'unmatched') this.#recordUnmatched(step, provider, webhook);
      return outcome;
    });
  }

  #apply(step: Step, provider: Provider, what: Told): Promise<WebhookOutcome> {
    switch (what.kind) {
      case 'charge':
        return this.#applyToCharge(step, provider, what);
      case 'refund':
        return this.#applyToRefund(step, provider, what);
      case 'dispute':
        return this.#openDispute(step, provider, what);
      case 'unknown-type':
        return Promise.resolve('unknown-type');
      case 'unreadable':
        return Promise.resolve('unmatched');
    }
  }

  async #applyToCharge(step: Step, provider: Provider, what: ToldOfCharge): Promise<WebhookOutcome> {
    const stored = await lockAttempt(step.tx, what.paymentId, provider);
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

  async #openDispute(step: Step, provider: Provider, dispute: ToldOfDispute): Promise<WebhookOutcome> {
    const stored = await lockAttempt(step.tx, dispute.paymentId, provider);
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
