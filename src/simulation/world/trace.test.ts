import { describe, expect, it } from 'vitest';
import { Trace } from './trace.ts';

const still = (): number => 0;

function hashOf(record: (trace: Trace) => void): string {
  const trace = new Trace(still);
  record(trace);
  return trace.hash();
}

describe('Trace', () => {
  it('has one hash for one sequence of records, whenever it is asked', () => {
    const asked = new Trace(still);
    for (let count = 0; count < 10; count += 1) {
      asked.record('data', 'a', count, Buffer.from([count]));
      asked.hash();
    }
    const unasked = hashOf((trace) => {
      for (let count = 0; count < 10; count += 1) {
        trace.record('data', 'a', count, Buffer.from([count]));
      }
    });
    expect(asked.hash()).toBe(unasked);
    expect(asked.count).toBe(10);
  });

  it('tells apart what differs only in how it is cut into fields, in type, in order or in time', () => {
    const hashes = [
      hashOf((trace) => trace.record('a', 'bc')),
      hashOf((trace) => trace.record('ab', 'c')),
      hashOf((trace) => trace.record('a', 'b', 'c')),
      hashOf((trace) => trace.record('a', Buffer.from('bc'))),
      hashOf((trace) => trace.record('a', 1)),
      hashOf((trace) => trace.record('a', '1')),
      hashOf((trace) => {
        trace.record('a');
        trace.record('b');
      }),
      hashOf((trace) => {
        trace.record('b');
        trace.record('a');
      }),
    ];
    const later = new Trace(() => 0.001);
    later.record('a', 'bc');
    expect(new Set([...hashes, later.hash()]).size).toBe(hashes.length + 1);
  });

  it('covers every byte of fields longer than its buffer', () => {
    const long = Buffer.alloc(200_000, 'x');
    const changed = Buffer.from(long);
    changed[150_000] = 0;
    const text = 'ü'.repeat(100_000);
    const hashes = [
      hashOf((trace) => trace.record('data', long)),
      hashOf((trace) => trace.record('data', changed)),
      hashOf((trace) => trace.record('data', text)),
      hashOf((trace) => trace.record('data', `${text}!`)),
    ];
    expect(new Set(hashes).size).toBe(4);
  });

  it('survives its buffer many times over', () => {
    const fill = (trace: Trace, last: string): void => {
      for (let count = 0; count < 50_000; count += 1) {
        trace.record('timer', `process-${count % 7}`, count);
      }
      trace.record(last);
    };
    expect(hashOf((trace) => fill(trace, 'a'))).toBe(hashOf((trace) => fill(trace, 'a')));
    expect(hashOf((trace) => fill(trace, 'a'))).not.toBe(hashOf((trace) => fill(trace, 'b')));
  });

  it('keeps entries only when told to, with bytes as digests, and has the same hash', () => {
    const kept = new Trace(() => 5, true);
    const dropped = new Trace(() => 5);
    for (const trace of [kept, dropped]) {
      trace.record('data', 'wallet-1', 3, Buffer.from('abc'));
    }
    expect(kept.entries).toEqual([{ atMs: 5, kind: 'data', fields: ['wallet-1', 3, '3:ba7816bf8f01cfea'] }]);
    expect(dropped.entries).toEqual([]);
    expect(kept.hash()).toBe(dropped.hash());
  });
});
