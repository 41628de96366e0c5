/** A process that is not part of the system and puts messages on topics that cannot be read. It only produces. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka, Producer } from 'kafkajs';
import type { PoisonFault } from './faults.ts';
import { spoil } from './spoil.ts';

/** Its name, by which what it produced is known. */
export const STRANGER = 'stranger';

/** The newest message on a topic that somebody else produced. */
export interface NewestRecord {
  readonly partition: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
}

export interface StrangerOptions {
  readonly faults: readonly PoisonFault[];
  readonly kafka: Kafka;
  readonly newest: (topic: string) => NewestRecord | undefined;
  /** Milliseconds since the start of the run. */
  readonly now: () => number;
  /** Whether faults still strike. */
  readonly active: () => boolean;
  /** Told of each message that the broker took. */
  readonly onStruck: (fault: PoisonFault) => void;
}

const PAUSE_MS = 250;

/** Resolves when every message was taken, or nothing goes wrong any more. */
export async function runStranger(options: StrangerOptions): Promise<void> {
  const producer = options.kafka.producer({ allowAutoTopicCreation: false, retry: { retries: 0 } });
  // One after the other: a producer of its own for each would cost more than all that they send.
  for (const fault of options.faults.toSorted((a, b) => a.atMs - b.atMs)) {
    await sleep(Math.max(0, fault.atMs - options.now()));
    while (options.active() && !(await tryOnce(producer, fault, options))) await sleep(PAUSE_MS);
  }
  await producer.disconnect().catch(() => undefined);
}

async function tryOnce(producer: Producer, fault: PoisonFault, options: StrangerOptions): Promise<boolean> {
  const newest = options.newest(fault.topic);
  const { key, value } = spoil(fault.kind, fault.variant, newest);
  try {
    await producer.connect();
    const message = { key, value, ...(newest === undefined ? {} : { partition: newest.partition }) };
    await producer.send({ topic: fault.topic, acks: -1, messages: [message] });
    options.onStruck(fault);
    return true;
  } catch {
    return false;
  }
}
