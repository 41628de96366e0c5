/**
 * Takes the gateway's commands: a `ProcessWithGateway` becomes an attempt in the database, and that is all. The calls
 * to the provider are the worker's business, outside of any message handler and of any transaction.
 */
import { type BatchHandler, causeOf, type Message, type MessageOf } from '../platform/index.ts';
import type { Attempt, Provider } from './attempt.ts';
import { insertAttempts } from './store.ts';

/**
 * @param provider the one that is asked first.
 * @param nudge called when new attempts are in the database.
 */
export function gatewayHandler(provider: Provider, nudge: () => void): BatchHandler {
  return async (step, messages) => {
    const commands = messages.map(processCommand);
    const added = await insertAttempts(
      step.tx,
      commands.map((command) => ({ attempt: newAttempt(command, provider), cause: causeOf(command) })),
    );
    for (const { event_id: eventId, data } of commands) {
      if (added.has(data.payment_id)) continue;
      step.recordError({
        kind: 'attempt-exists',
        reason: `the gateway was asked again to process payment ${data.payment_id}, which it has an attempt for`,
        aggregateId: data.payment_id,
        eventId,
      });
    }
    step.afterCommit(nudge);
  };
}

/** Contracts may name more commands for the gateway than this version carries out: those become dead letters. */
function processCommand(message: Message): MessageOf<'ProcessWithGateway'> {
  if (message.event_type !== 'ProcessWithGateway') {
    throw new Error(`The gateway does not carry out ${message.event_type}; redrive it when a version does.`);
  }
  return message;
}

function newAttempt({ data }: MessageOf<'ProcessWithGateway'>, provider: Provider): Attempt {
  return {
    paymentId: data.payment_id,
    provider,
    amount: data.amount,
    currency: data.currency,
    phase: 'CREATE',
    number: 1,
    verifications: 0,
    dueAt: new Date().toISOString(),
  };
}
