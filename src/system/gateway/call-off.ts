/**
 * Calls payments off for their owners. Until a confirm was sent to a provider, no money was moved, and once the attempt is settled none will
 * be; the charge, if there is one, is left there unconfirmed. After that the provider's answer counts, and a cancel changes nothing.
 *
 * Whether a confirm was sent is told by the events: each is announced in the transaction that lets a worker make the call, which holds
 * the same row's lock. A worker that is about to confirm finds its lease gone, and writes and calls nothing.
 */
import { causeOf, type MessageOf, type Step } from '../platform/index.ts';
import { type Attempt, type GatewayEvent, newAttempt, type Provider } from './attempt.ts';
import { confirmsSent, lockAllAttempts } from './call-off-store.ts';
import { type Advance, subject } from './endings.ts';
import { streamOf } from './leases.ts';
import { insertAttempts, overrideAttempt, streamVersions } from './store.ts';

/**
 * The attempt, called off; undefined when it is too late. Pure.
 *
 * @param confirmSent whether its provider may have been asked to confirm the charge.
 */
export function callOff(attempt: Attempt, confirmSent: boolean, reason: string): Advance | undefined {
  const isOver = attempt.phase === 'SETTLED' || attempt.phase === 'VOID';
  // Under review the provider is being asked what became of the charge, and the answer settles it.
  if (isOver || confirmSent || attempt.verifications > 0) return undefined;
  return { attempt: { ...attempt, phase: 'SETTLED', outcome: 'abandoned' }, events: [calledOff(attempt, reason)] };
}

/**
 * Carries out commands to call payments off, in the transaction of the step.
 *
 * @param first the provider under whose name a payment is recorded that was never asked to be charged.
 */
export async function callOffPayments(
  step: Step,
  commands: readonly MessageOf<'CancelWithGateway'>[],
  first: Provider,
): Promise<void> {
  const paymentIds = commands.map(({ data }) => data.payment_id);
  await lockAllAttempts(step.tx, paymentIds);
  // Again: whoever held a lock may have gone to another provider, whose row the first statement could not see.
  const attempts = await lockAllAttempts(step.tx, paymentIds);
  const sent = await confirmsSent(step.tx, paymentIds);
  const versions = await streamVersions(step.tx, paymentIds);
  const done = new Set<string>();
  for (const command of commands) {
    const { payment_id: paymentId, reason } = command.data;
    if (done.has(paymentId)) continue;
    done.add(paymentId);
    const ours = attempts.filter((attempt) => attempt.paymentId === paymentId);
    if (ours.length === 0) {
      await refuseBeforehand(step, command, first);
      continue;
    }
    const version = versions.get(paymentId) ?? 0;
    for (const attempt of ours) {
      const settled = callOff(attempt, sent.has(`${paymentId} ${attempt.provider}`), reason);
      if (settled === undefined) continue;
      await overrideAttempt(step.tx, settled.attempt, version + settled.events.length);
      step.append(streamOf(attempt, version), settled.events, causeOf(command));
    }
  }
}

/** The command to charge got lost on its way. Should somebody send it again, it finds the payment settled. */
async function refuseBeforehand(
  step: Step,
  command: MessageOf<'CancelWithGateway'>,
  provider: Provider,
): Promise<void> {
  const { payment_id: paymentId, amount, currency, reason } = command.data;
  const order = newAttempt({ paymentId, provider, amount, currency }, Date.now());
  const attempt: Attempt = { ...order, phase: 'SETTLED', outcome: 'abandoned' };
  const cause = causeOf(command);
  await insertAttempts(step.tx, [{ attempt, cause, version: 1 }], true);
  step.append(streamOf(attempt, 0), [calledOff(attempt, reason)], cause);
}

function calledOff(attempt: Attempt, reason: string): GatewayEvent {
  return { event_type: 'GatewayChargeCancelled', data: { ...subject(attempt), reason } };
}
