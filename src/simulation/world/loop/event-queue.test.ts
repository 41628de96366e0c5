import { fc, it as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { EventQueue, type QueuedEvent } from './event-queue.ts';

function drain(queue: EventQueue): QueuedEvent[] {
  const events: QueuedEvent[] = [];
  for (let event = queue.take(); event !== undefined; event = queue.take()) {
    events.push(event);
  }
  return events;
}

const nothing = (): void => undefined;

describe('EventQueue', () => {
  property.prop([
    fc.array(fc.record({ atMs: fc.integer({ min: 0, max: 50 }), cancel: fc.boolean() }), { maxLength: 300 }),
  ])('gives events by time, then by order of scheduling, without the cancelled ones', (plan) => {
    const queue = new EventQueue();
    const added = plan.map(({ atMs, cancel }) => ({ event: queue.add(atMs, nothing, undefined), cancel }));
    for (const { event, cancel } of added) {
      if (cancel) {
        queue.cancel(event);
      }
    }
    const expected = added.filter(({ cancel }) => !cancel).map(({ event }) => event);
    expected.sort((left, right) => left.atMs - right.atMs || left.sequence - right.sequence);
    expect(drain(queue)).toEqual(expected);
  });

  it('keeps the order when so many are cancelled that it is rebuilt', () => {
    const queue = new EventQueue();
    const events = Array.from({ length: 10_000 }, (_, index) => queue.add((index * 7919) % 1000, nothing, undefined));
    for (const [index, event] of events.entries()) {
      if (index % 10 !== 0) {
        queue.cancel(event);
        queue.cancel(event);
      }
    }
    const times = drain(queue).map(({ atMs }) => atMs);
    expect(times).toHaveLength(1000);
    expect(times).toEqual(times.toSorted((left, right) => left - right));
  });

  it('passes over events of the dead', () => {
    const queue = new EventQueue();
    const owner = { dead: false };
    queue.add(1, nothing, owner);
    const other = queue.add(2, nothing, undefined);
    owner.dead = true;
    expect(queue.peek()).toBe(other);
    expect(drain(queue)).toEqual([other]);
  });

  it('does nothing when an event is cancelled that already happened', () => {
    const queue = new EventQueue();
    const first = queue.add(1, nothing, undefined);
    const second = queue.add(2, nothing, undefined);
    expect(queue.take()).toBe(first);
    queue.cancel(first);
    expect(drain(queue)).toEqual([second]);
  });
});
