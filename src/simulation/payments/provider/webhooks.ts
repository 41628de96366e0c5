/**
 * Tells whoever has subscribed: one signed POST per notice, repeated until it is answered with a 2xx. Nothing is promised about the
 * order, or that it comes after the answer to the call that caused it.
 */
import { createHmac } from 'node:crypto';
import type { Misbehaviour } from './misbehaviour.ts';
import type { Notice, Notices } from './notices.ts';

export interface WebhookTarget {
  /** Where to POST. */
  readonly url: string;
  readonly secret: string;
}

/** Repetitions come after waits that grow from the first to the last. */
const FIRST_WAIT_MS = 1_000;
const LAST_WAIT_MS = 60_000;
/** A call may take this long. */
const TIMEOUT_MS = 10_000;
/** The first time is drawn from zero to this, so that it may come before the answer as well as after it. */
const FIRST_SENT_WITHIN_MS = 300;

/** So many more when it comes many times, and how far apart. */
const MANY = 8;
const AGAIN_MS = 20;
const A_DAY_S = 86_400;

/** What does harm if it is believed. */
function contraryTo({ id, type, data }: Notice): Notice {
  const contrary = { 'charge.succeeded': 'charge.declined', 'charge.declined': 'charge.succeeded' } as const;
  const charged: unknown = type === 'charge.cancelled' ? 'charge.succeeded' : Reflect.get(contrary, type);
  return { id: `${id}_false`, type: typeof charged === 'string' ? charged : 'charge.cancelled', data };
}

export class WebhookSender {
  readonly #target: WebhookTarget;
  readonly #notices: Notices;
  readonly #misbehaviour: Misbehaviour;
  readonly #timers = new Set<NodeJS.Timeout>();
  #stopped = false;

  constructor(target: WebhookTarget, notices: Notices, misbehaviour: Misbehaviour) {
    this.#target = target;
    this.#notices = notices;
    this.#misbehaviour = misbehaviour;
  }

  /** Sends what is pending, and from then on whatever comes. */
  start(): void {
    this.#notices.listen((notice) => this.#begin(notice));
    for (const notice of this.#notices.pending) this.#after(0, () => this.#send(notice, 1));
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #begin(notice: Notice): void {
    const first = Math.random() * FIRST_SENT_WITHIN_MS;
    const fault = this.#misbehaviour.nextWebhook(notice.id);
    switch (fault?.behaviour) {
      case 'twice':
        this.#repeat(notice, first, 1);
        return;
      case 'many times':
        this.#repeat(notice, first, MANY);
        return;
      case 'forged':
        this.#after(0, () => this.#post(contraryTo(notice), { secret: 'whsec_of_somebody_else' }));
        this.#after(first + FIRST_WAIT_MS, () => this.#send(notice, 1));
        return;
      case 'replayed':
        this.#after(0, () => this.#post(contraryTo(notice), { ageSeconds: A_DAY_S }));
        this.#after(first + FIRST_WAIT_MS, () => this.#send(notice, 1));
        return;
      case 'late':
        this.#after(first + fault.delayMs, () => this.#send(notice, 1));
        return;
      case 'lost':
        this.#after(first + FIRST_WAIT_MS, () => this.#send(notice, 2));
        return;
      case undefined:
        this.#after(first, () => this.#send(notice, 1));
    }
  }

  #repeat(notice: Notice, first: number, more: number): void {
    this.#after(first, () => this.#send(notice, 1));
    for (let again = 0; again < more; again += 1) this.#after(first + again * AGAIN_MS, () => this.#post(notice));
  }

  async #send(notice: Notice, attempt: number): Promise<void> {
    if (await this.#post(notice)) {
      this.#notices.taken(notice);
      return;
    }
    const wait = Math.min(FIRST_WAIT_MS * 2 ** Math.min(attempt - 1, 10), LAST_WAIT_MS);
    this.#after(wait, () => this.#send(notice, attempt + 1));
  }

  /** True when it was taken. Each sending is signed anew, as the time is part of it. */
  async #post(
    { id, type, data }: Notice,
    { secret = this.#target.secret, ageSeconds = 0 }: { readonly secret?: string; readonly ageSeconds?: number } = {},
  ): Promise<boolean> {
    const seconds = Math.floor(Date.now() / 1_000) - ageSeconds;
    const body = JSON.stringify({ id, type, created: seconds, data });
    const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
    try {
      const response = await fetch(this.#target.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'provider-signature': `t=${seconds},v1=${signature}` },
        body,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await response.arrayBuffer();
      return response.ok;
    } catch {
      return false;
    }
  }

  #after(ms: number, action: () => Promise<unknown>): void {
    if (this.#stopped) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void action();
    }, ms);
    this.#timers.add(timer);
  }
}
