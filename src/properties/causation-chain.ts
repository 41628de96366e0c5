/**
 * Anomaly: nobody can say why something happened. Each message names the one that caused it, and that one exists; the
 * chain leads back, without a circle, to a first message whose cause is an API command, a timer, a webhook or a
 * start-up (it names its own correlation id); and the correlation id is the same all along.
 */
import type { PaymentHistory } from '../simulation/payments/history.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';
import type { Message } from './view/message.ts';
import { viewOf } from './view/view.ts';

export const causationChain: Property = {
  name: 'causation-chain',
  claim: 'Every message can be traced back to the command, timer or webhook that set it off.',
  check: (history) => firstOf(anomalies(history)),
};

function* anomalies(history: PaymentHistory): Generator<Verdict> {
  const { published, stored, outbox } = viewOf(history);
  const byId = new Map<string, Message>();
  for (const message of [...published, ...stored, ...outbox]) byId.set(message.eventId, message);
  const grounded = new Set<string>();
  for (const message of byId.values()) yield* trace(message, byId, grounded);
}

/** Walks towards the cause until the ground is reached, or a message that is known to stand on it. */
function* trace(message: Message, byId: ReadonlyMap<string, Message>, grounded: Set<string>): Generator<Verdict> {
  const path: Message[] = [];
  const onPath = new Set<string>();
  let current = message;
  while (!grounded.has(current.eventId)) {
    if (onPath.has(current.eventId)) {
      yield violated(`${current.eventType} ${current.eventId} is, over others, its own cause`, ...path.map(brief));
      break;
    }
    path.push(current);
    onPath.add(current.eventId);
    if (current.causationId === current.correlationId) break;
    const cause = byId.get(current.causationId);
    if (cause === undefined) {
      yield violated(`${current.eventType} ${current.eventId} names a cause that does not exist`, brief(current));
      break;
    }
    if (cause.correlationId !== current.correlationId) {
      yield violated(
        `${current.eventType} has another correlation id than its cause ${cause.eventType}`,
        brief(cause),
        brief(current),
      );
    }
    current = cause;
  }
  for (const { eventId } of path) grounded.add(eventId);
}

function brief({ eventId, eventType, causationId, correlationId }: Message) {
  return { eventId, eventType, causationId, correlationId };
}
