/**
 * What is still to happen, ordered by virtual time and, at the same time, by the order of scheduling. A binary heap
 * of its own: it is the innermost loop of a world, and general ones cost several times as much per timer.
 */

/** Whoever an event belongs to; an event of somebody dead never happens. */
export interface Owner {
  readonly dead: boolean;
  /** Called after each event of this owner. */
  happened?(): void;
}

export interface QueuedEvent {
  atMs: number;
  sequence: number;
  readonly action: () => void;
  readonly owner: Owner | undefined;
  cancelled: boolean;
}

/** Below this many cancelled events the heap is not worth rebuilding. */
const COMPACT_FROM = 1024;

export class EventQueue {
  #heap: QueuedEvent[] = [];
  #sequence = 0;
  #cancelled = 0;

  add(atMs: number, action: () => void, owner: Owner | undefined): QueuedEvent {
    const event = { atMs, sequence: this.#sequence, action, owner, cancelled: false };
    this.#insert(event);
    return event;
  }

  /** Puts back an event that was taken, for another time. */
  putBack(event: QueuedEvent, atMs: number): void {
    event.atMs = atMs;
    event.sequence = this.#sequence;
    event.cancelled = false;
    this.#insert(event);
  }

  /** Withdraws an event; withdrawing one that already happened does nothing of consequence. */
  cancel(event: QueuedEvent): void {
    if (event.cancelled) {
      return;
    }
    event.cancelled = true;
    this.#cancelled += 1;
    if (this.#cancelled > COMPACT_FROM && this.#cancelled * 2 > this.#heap.length) {
      this.#compact();
    }
  }

  /** Takes the next event that is neither cancelled nor of somebody dead. */
  take(): QueuedEvent | undefined {
    const event = this.peek();
    if (event !== undefined) {
      this.#removeFirst();
      // From now on cancelling it must not count.
      event.cancelled = true;
    }
    return event;
  }

  /** The next event that will happen, left in the queue. */
  peek(): QueuedEvent | undefined {
    for (;;) {
      const first = this.#heap[0];
      if (first === undefined || isLive(first)) {
        return first;
      }
      if (first.cancelled) {
        this.#cancelled -= 1;
      }
      this.#removeFirst();
    }
  }

  clear(): void {
    this.#heap = [];
    this.#cancelled = 0;
  }

  #insert(event: QueuedEvent): void {
    this.#sequence += 1;
    this.#heap.push(event);
    this.#rise(this.#heap.length - 1, event);
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) {
      this.#sink(last);
    }
  }

  #rise(from: number, event: QueuedEvent): void {
    const heap = this.#heap;
    let index = from;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex];
      if (parent === undefined || isBefore(parent, event)) {
        break;
      }
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = event;
  }

  #sink(event: QueuedEvent): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      let childIndex = 2 * index + 1;
      let child = heap[childIndex];
      if (child === undefined) {
        break;
      }
      const right = heap[childIndex + 1];
      if (right !== undefined && isBefore(right, child)) {
        child = right;
        childIndex += 1;
      }
      if (isBefore(event, child)) {
        break;
      }
      heap[index] = child;
      index = childIndex;
    }
    heap[index] = event;
  }

  /** Cancelled timers of half a minute would otherwise stay for all of that minute, thousands at a time. */
  #compact(): void {
    const live = this.#heap.filter(isLive);
    this.#heap = [];
    this.#cancelled = 0;
    for (const event of live) {
      this.#heap.push(event);
      this.#rise(this.#heap.length - 1, event);
    }
  }
}

function isLive(event: QueuedEvent): boolean {
  return !event.cancelled && event.owner?.dead !== true;
}

function isBefore(left: QueuedEvent, right: QueuedEvent): boolean {
  return left.atMs < right.atMs || (left.atMs === right.atMs && left.sequence < right.sequence);
}
