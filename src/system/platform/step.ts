/**
 * One step of a service: everything that one transaction is going to write besides the service's own tables. Handlers
 * collect events, commands, handled messages and recorded errors; `flushStep` sends them as one statement.
 *
 * Versions are optimistic: a stream is read at a version, and the flush moves it only from that version. A conflict ends the
 * transaction, which is then done again from the reading on.
 */
import { randomUUID } from 'node:crypto';
import { type Cause, type Draft, type Message, toMessage } from './messages.ts';
import { AUDIT_TOPIC, keyOf, topicOf } from './routing.ts';
import type { Transaction } from './transaction.ts';

/** An aggregate at the version at which it was read; 0 when it does not exist yet. */
export interface StreamAt {
  readonly type: Message['aggregate_type'];
  readonly id: string;
  readonly version: number;
}

/** A row of the outbox: one message for one topic. */
export interface OutboxRow {
  readonly topic: string;
  readonly key: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly correlationId: string;
  readonly payload: string;
}

/** A message on its way into the outbox, where it makes a row for each of its topics. */
export interface OutgoingMessage extends Omit<OutboxRow, 'topic'> {
  readonly topics: readonly string[];
}

/** An error that a person may have to look at; kept in the `errors` table. */
export interface RecordedError {
  /** A stable word, such as `state-inconsistency`. */
  readonly kind: string;
  readonly reason: string;
  readonly aggregateId?: string;
  readonly eventId?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Where a stream was when it was first touched, and where it will be. */
export interface StreamMove {
  readonly type: string;
  readonly id: string;
  readonly expected: number;
  readonly next: number;
}

/** Whether it is known how an attempt has ended; it is not when the answer to COMMIT was lost. */
export type Outcome = 'known' | 'unknown';

export class Step {
  readonly tx: Transaction;
  readonly #moves = new Map<string, StreamMove>();
  readonly #events: Message[] = [];
  readonly #outgoing: OutgoingMessage[] = [];
  readonly #handled: { readonly service: string; readonly eventId: string }[] = [];
  readonly #errors: (RecordedError & { readonly id: string })[] = [];

  readonly #afterCommit: (() => void)[] = [];
  readonly #touched: { readonly type: string; readonly id: string }[] = [];
  readonly #whenOver: ((outcome: Outcome) => void)[] = [];

  constructor(tx: Transaction) {
    this.tx = tx;
  }

  /**
   * Appends events to a stream that was read at `stream.version`, and hands them to the outbox (for the topic of their
   * domain and for the audit topic). Within one step a stream may be appended to several times; each time `version` is the
   * version after the last.
   *
   * @returns the events in their envelopes, with their versions.
   * @throws ContractViolationError when a draft breaks its contract.
   */
  append(stream: StreamAt, drafts: readonly Draft[], cause: Cause): readonly Message[] {
    const id = `${stream.type} ${stream.id}`;
    const earlier = this.#moves.get(id);
    if (earlier !== undefined && earlier.next !== stream.version) {
      throw new Error(
        `Stream ${id} is at ${earlier.next} within this step, but was to be continued at ${stream.version}.`,
      );
    }
    const messages = drafts.map((draft, index) =>
      toMessage(draft, { type: stream.type, id: stream.id, version: stream.version + index + 1 }, cause),
    );
    if (messages.length === 0) return messages;
    const expected = earlier?.expected ?? stream.version;
    this.#moves.set(id, { type: stream.type, id: stream.id, expected, next: stream.version + messages.length });
    this.#events.push(...messages);
    for (const message of messages) this.#enqueue([topicOf(message), AUDIT_TOPIC], message);
    return messages;
  }

  /** Sends a command to an aggregate of another service. */
  send(
    addressee: { readonly type: Message['aggregate_type']; readonly id: string },
    command: Draft,
    cause: Cause,
  ): Message {
    const message = toMessage(command, { ...addressee, version: 0 }, cause);
    this.#enqueue([topicOf(message)], message);
    return message;
  }

  /** Publishes a fact about something that has no history (version 0): it is not stored, but goes to the same topics as an event. */
  announce(
    subject: { readonly type: Message['aggregate_type']; readonly id: string },
    event: Draft,
    cause: Cause,
  ): Message {
    const message = toMessage(event, { ...subject, version: 0 }, cause);
    this.#enqueue([topicOf(message), AUDIT_TOPIC], message);
    return message;
  }

  /** Puts a row into the outbox as it is; for dead letters. */
  enqueue({ topic, ...row }: OutboxRow): void {
    this.#outgoing.push({ topics: [topic], ...row });
  }

  /** Notes that `service` has handled a message. The flush fails with AlreadyProcessedError if it had before. */
  markHandled(service: string, eventId: string): void {
    this.#handled.push({ service, eventId });
  }

  /** Keeps an error for a person. */
  recordError(error: RecordedError): void {
    this.#errors.push({ ...error, id: randomUUID() });
  }

  /** Has `action` called once the transaction is committed, or may be; for nudging a worker, never for an effect that matters. */
  afterCommit(action: () => void): void {
    this.#afterCommit.push(action);
  }

  /** Says that an aggregate changes without an event, so that nobody is shown what it was before. */
  touch(aggregate: { readonly type: string; readonly id: string }): void {
    this.#touched.push(aggregate);
  }

  /** The aggregates that change, with events or without. */
  get touched(): readonly { readonly type: string; readonly id: string }[] {
    return [...this.#moves.values(), ...this.#touched];
  }

  /** Has `action` called when this attempt is over, whether it was committed or not; for taking back marks, never for an effect that matters. */
  whenOver(action: (outcome: Outcome) => void): void {
    this.#whenOver.push(action);
  }

  /** Calls what waits for the end of this attempt. */
  end(outcome: Outcome): void {
    for (const action of this.#whenOver.splice(0)) action(outcome);
  }

  /** True when the flush will leave something for the relay. */
  get hasMessages(): boolean {
    return this.#outgoing.length > 0;
  }

  /** What is to be called after the commit. */
  get afterwards(): readonly (() => void)[] {
    return this.#afterCommit;
  }

  /** What the flush has to write. */
  get content() {
    return {
      moves: [...this.#moves.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
      events: this.#events,
      outgoing: this.#outgoing,
      handled: this.#handled,
      errors: this.#errors,
    };
  }

  #enqueue(topics: readonly string[], message: Message): void {
    this.#outgoing.push({
      topics,
      key: keyOf(message),
      eventId: message.event_id,
      eventType: message.event_type,
      correlationId: message.correlation_id,
      payload: JSON.stringify(message),
    });
  }
}
