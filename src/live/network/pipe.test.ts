import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CLEAR, type Conditions, Pipe } from './pipe.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

function pipeWith(first: Partial<Conditions> = {}) {
  const seen: string[] = [];
  const state = { conditions: { ...CLEAR, ...first } };
  const pipe = new Pipe({
    conditions: () => state.conditions,
    deliver: (bytes) => void seen.push(bytes.toString('latin1')),
    end: () => void seen.push('end'),
    reset: () => void seen.push('reset'),
  });
  return { pipe, seen, state };
}

test('bytes take as long as the path is delayed, and never overtake', () => {
  const { pipe, seen, state } = pipeWith({ delayMs: 100 });
  pipe.push(Buffer.from('a'));
  state.conditions = CLEAR;
  pipe.push(Buffer.from('b'));
  pipe.push(undefined);
  vi.advanceTimersByTime(99);
  expect(seen).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(seen).toEqual(['a', 'b', 'end']);
});

test('a narrow path lets so many bytes pass a second', () => {
  const { pipe, seen } = pipeWith({ bytesPerSecond: 10 });
  pipe.push(Buffer.from('12345'));
  pipe.push(Buffer.from('67890'));
  vi.advanceTimersByTime(500);
  expect(seen).toEqual(['12345']);
  vi.advanceTimersByTime(500);
  expect(seen).toEqual(['12345', '67890']);
});

test('what is held back arrives when the partition is over', () => {
  const { pipe, seen, state } = pipeWith({ blocked: true });
  pipe.push(Buffer.from('a'));
  vi.advanceTimersByTime(60_000);
  expect(seen).toEqual([]);
  state.conditions = CLEAR;
  pipe.flow();
  expect(seen).toEqual(['a']);
});

test('damage strikes the next bytes only: one bit, or the second half and the connection', () => {
  const { pipe, seen } = pipeWith();
  pipe.expect('flip');
  pipe.push(Buffer.from('\0\0'));
  pipe.push(Buffer.from('\0\0'));
  expect(seen[0]).not.toBe('\0\0');
  expect(seen[0]).toHaveLength(2);
  expect(seen[1]).toBe('\0\0');
  pipe.expect('cut');
  pipe.push(Buffer.from('abcd'));
  expect(seen.slice(2)).toEqual(['ab', 'reset']);
});

test('a silent pipe tells nobody', () => {
  const { pipe, seen } = pipeWith();
  pipe.silence();
  pipe.push(Buffer.from('a'));
  pipe.push(undefined);
  expect(seen).toEqual([]);
});
