/**
 * Making messages. A service decides on drafts (a type and its data); here they get their envelope, and here is the one
 * gate through which every message passes before it is stored or produced: the strict validator of its contract.
 */
import { randomUUID } from 'node:crypto';
import { type DataOf, type Message, type MessageType, parseMessage } from '../../../generated/contracts/index.ts';
import { ContractViolationError } from './errors.ts';

export type { DataOf, Message, MessageOf, MessageType } from '../../../generated/contracts/index.ts';

/** What a decision produces: a type and its data, without the envelope. */
export type Draft<T extends MessageType = MessageType> = T extends MessageType
  ? { readonly event_type: T; readonly data: DataOf<T> }
  : never;

/** Why a message exists: `causationId` is the `event_id` of the message that led to it. */
export interface Cause {
  readonly correlationId: string;
  readonly causationId: string;
}

/** The cause of whatever handling `message` leads to. */
export function causeOf(message: Message): Cause {
  return { correlationId: message.correlation_id, causationId: message.event_id };
}

/** The first cause of a chain: an API command (whose request has an id already), a timer, a webhook or a start-up. */
export function newCause(id: string = randomUUID()): Cause {
  return { correlationId: id, causationId: id };
}

/** Whose message it is. Commands carry the aggregate that they address, and version 0. */
export interface Addressee {
  readonly type: Message['aggregate_type'];
  readonly id: string;
  readonly version: number;
}

/**
 * Puts a draft into its envelope.
 *
 * @throws ContractViolationError when the result does not match its contract.
 */
export function toMessage(draft: Draft, addressee: Addressee, cause: Cause): Message {
  const parsed = parseMessage(
    {
      event_id: randomUUID(),
      event_type: draft.event_type,
      event_version: 1,
      aggregate_type: addressee.type,
      aggregate_id: addressee.id,
      aggregate_version: addressee.version,
      occurred_at: new Date().toISOString(),
      correlation_id: cause.correlationId,
      causation_id: cause.causationId,
      data: draft.data,
    },
    'strict',
  );
  if (parsed.ok) return parsed.message;
  throw new ContractViolationError(
    `A ${draft.event_type} was about to be produced that breaks its contract: ${parsed.errors.join('; ')}`,
  );
}
