/**
 * Moving the split on, step by step: write both → move each consumer once it has read the old topic up to the markers → write the new
 * topics only. Every step is refused with its reason as long as something could get lost by it.
 */
import type { Queryable } from '../../database.ts';
import { HttpError } from '../../errors.ts';
import { newCause, toMessage } from '../../messages.ts';
import { AUDIT_TOPIC } from '../../routing.ts';
import { integer } from '../../rows.ts';
import type { Runtime } from '../../runtime.ts';
import type { Step } from '../../step.ts';
import {
  forgetDrained,
  readSplit,
  type SplitConsumerState,
  type SplitSource,
  type SplitState,
  splitConsumers,
  writeMode,
  writeSource,
} from './state.ts';
import { LEGACY_PARTITIONS, LEGACY_TOPIC } from './topics.ts';

/** The split as a person sees it. */
export async function describeSplit(database: Queryable): Promise<object> {
  const split = await readSplit(database);
  if (split === undefined) return { mode: 'off', consumers: [] };
  const consumers = await splitConsumers(database);
  return {
    mode: split.mode,
    legacy_since: split.legacySince,
    ...(split.dualSince === undefined ? {} : { dual_since: split.dualSince }),
    ...(split.splitSince === undefined ? {} : { split_since: split.splitSince }),
    consumers: consumers.map((one) => ({
      consumer: one.consumer,
      source: one.source,
      since: one.since,
      drained_partitions: one.drained,
      of_partitions: LEGACY_PARTITIONS,
    })),
    next: nextStep(split, consumers),
  };
}

/** What is to be done next, in one sentence. */
function nextStep({ mode }: SplitState, consumers: readonly SplitConsumerState[]): string {
  if (mode === 'legacy') return 'Advance to dual: events are then written to the old topic and to the new ones.';
  if (mode === 'split') return 'Nothing: the old topic is no longer written, and can be deleted.';
  const behind = consumers.filter(({ source }) => source === 'legacy');
  if (behind.length === 0) return 'Advance to split: the old topic is then no longer written.';
  return `Move to the new topics, once drained: ${behind.map((one) => `${one.consumer} (${one.drained} of ${LEGACY_PARTITIONS})`).join(', ')}.`;
}

/** Performs the steps of the split, in the service that writes the copies. */
export class SplitControl {
  readonly #runtime: Runtime;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /**
   * Goes on to the next mode; when it is in it already, nothing happens.
   *
   * @throws HttpError 409 when that would be too early, or back.
   */
  async advance(to: 'dual' | 'split'): Promise<object> {
    await this.#runtime.performSettled(async (step) => {
      const { mode } = await lockedSplit(step);
      if (mode === to) return;
      if (mode === 'split') throw tooLate('The split is finished; it does not go back.');
      if (to === 'split') await assertAllMoved(step, mode);
      await writeMode(step.tx, to);
      if (to === 'dual') mark(step);
    });
    return await describeSplit(this.#runtime.read);
  }

  /**
   * Has a consumer read from the new topics; or, as long as both are written, from the old one again.
   *
   * @throws HttpError 404 for an unknown consumer, 409 when it has not read the old topic up to the markers.
   */
  async move(consumer: string, source: SplitSource): Promise<object> {
    const again = await this.#runtime.performSettled(async (step) => {
      const { mode } = await lockedSplit(step);
      const found = (await splitConsumers(step.tx)).find((one) => one.consumer === consumer);
      if (found === undefined) {
        throw new HttpError(404, 'CONSUMER_NOT_FOUND', `No consumer ${consumer} reads copies of payment events.`);
      }
      if (found.source === source) return 'no';
      if (mode === 'legacy') throw tooEarly('The new topics are not written yet. Advance to dual first.');
      if (source === 'legacy' && mode === 'split') throw tooLate('The old topic is no longer written.');
      if (source === 'split') {
        assertDrained(found);
        const state = await this.#overtaken(step);
        if (state === 'pending') throw tooEarly('Messages from before the markers still wait in the outbox.');
        if (state === 'overtaken') {
          await forgetDrained(step.tx);
          mark(step);
          return 'marked';
        }
      }
      await writeSource(step.tx, consumer, source);
      return 'no';
    });
    if (again === 'marked') {
      throw tooEarly(
        'The broker had refused a message and took it only after the markers. New markers were written; wait until they are read.',
      );
    }
    return await describeSplit(this.#runtime.read);
  }

  /**
   * Whether a copy from before the markers was published after them, because the broker had refused it at first. Such a message is on
   * the old topic only, so a consumer that has read the markers may not have read it.
   */
  async #overtaken(step: Step): Promise<'none' | 'pending' | 'overtaken'> {
    const { name } = this.#runtime;
    const { rows } = await step.tx.query(
      {
        name: `${name}.topic-split.overtaken`,
        text: `WITH mark AS (
  SELECT position, synced_at FROM ${name}.outbox WHERE topic = $1 AND event_type = 'TopicSplitMarked'
  ORDER BY position DESC LIMIT $2
), bounds AS (SELECT min(position) AS first, min(synced_at) AS at, count(*) FILTER (WHERE synced_at IS NULL) AS pending FROM mark)
SELECT b.pending + (SELECT count(*) FROM ${name}.outbox o WHERE o.topic = $1 AND o.synced_at IS NULL AND o.position < b.first) AS pending,
  (SELECT count(*) FROM ${name}.outbox o WHERE o.topic = $1 AND o.position < b.first AND o.synced_at > b.at) AS overtaken
FROM bounds b`,
      },
      [LEGACY_TOPIC, LEGACY_PARTITIONS],
    );
    const counts = rows[0] ?? {};
    if (integer(counts, 'pending') > 0) return 'pending';
    return integer(counts, 'overtaken') > 0 ? 'overtaken' : 'none';
  }
}

async function lockedSplit(step: Step): Promise<SplitState> {
  const split = await readSplit(step.tx, true);
  if (split !== undefined) return split;
  throw new HttpError(
    409,
    'NO_TOPIC_SPLIT',
    'There is no topic split here. Name the services that are to read copies in TOPIC_SPLIT_CONSUMERS and start them.',
  );
}

async function assertAllMoved(step: Step, mode: SplitState['mode']): Promise<void> {
  if (mode === 'legacy') throw tooEarly('The new topics are not written yet. Advance to dual first.');
  const behind = (await splitConsumers(step.tx)).filter(({ source }) => source === 'legacy');
  if (behind.length === 0) return;
  throw tooEarly(
    `These still read the old topic: ${behind.map(({ consumer }) => consumer).join(', ')}. Move them first.`,
  );
}

function assertDrained({ consumer, drained }: SplitConsumerState): void {
  if (drained >= LEGACY_PARTITIONS) return;
  throw tooEarly(
    `${consumer} has read ${drained} of the ${LEGACY_PARTITIONS} partitions of ${LEGACY_TOPIC} up to the marker. Wait, and look whether it runs and has dead letters.`,
  );
}

/** A marker for each partition. What is behind it on the old topic is on the new ones too. */
function mark(step: Step): void {
  const cause = newCause();
  for (let partition = 0; partition < LEGACY_PARTITIONS; partition += 1) {
    const draft = { event_type: 'TopicSplitMarked', data: { service: 'payment', partition } } as const;
    const message = toMessage(draft, { type: 'service', id: 'payment', version: 0 }, cause);
    const row = {
      // Keys of their own, so that a marker that waits holds up no other.
      key: `marker/${partition}`,
      eventId: message.event_id,
      eventType: message.event_type,
      correlationId: message.correlation_id,
      payload: JSON.stringify(message),
    };
    for (const topic of [LEGACY_TOPIC, AUDIT_TOPIC]) step.enqueue({ ...row, topic });
  }
}

function tooEarly(message: string): HttpError {
  return new HttpError(409, 'TOO_EARLY', message);
}

function tooLate(message: string): HttpError {
  return new HttpError(409, 'TOO_LATE', message);
}
