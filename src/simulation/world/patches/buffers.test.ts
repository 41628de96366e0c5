import { expect, it } from 'vitest';
import { patchBuffers } from './buffers.ts';

it('gives out zeroed buffers that share no byte', () => {
  patchBuffers();
  const buffers = Array.from({ length: 5_000 }, (_, index) => Buffer.alloc(1 + (index % 700)));
  for (const [index, buffer] of buffers.entries()) {
    expect(buffer.length).toBe(1 + (index % 700));
    expect(buffer.every((byte) => byte === 0)).toBe(true);
    buffer.fill(1 + (index % 255));
  }
  for (const [index, buffer] of buffers.entries())
    expect(buffer.every((byte) => byte === 1 + (index % 255))).toBe(true);
});

it('leaves all else to Node', () => {
  patchBuffers();
  expect(Buffer.alloc(3, 'ab').toString()).toBe('aba');
  expect(Buffer.alloc(0)).toHaveLength(0);
  expect(Buffer.alloc(100_000)).toHaveLength(100_000);
  expect(() => Buffer.alloc(-1)).toThrow(RangeError);
});
