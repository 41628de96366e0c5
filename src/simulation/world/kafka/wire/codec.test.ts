import { describe, expect, test } from 'vitest';
import { BinaryReader, MalformedFrame } from './binary-reader.ts';
import { BinaryWriter } from './binary-writer.ts';
import { crc32c } from './crc32c.ts';
import { FrameSplitter } from './frame-splitter.ts';

describe('reader and writer', () => {
  test('agree on every type', () => {
    const bytes = new BinaryWriter(1)
      .int8(-1)
      .int16(-2)
      .int32(-3)
      .int64(-4)
      .int64(2 ** 53 - 1)
      .int64(-(2 ** 40) - 5)
      .boolean(true)
      .string('Zürich')
      .string(null)
      .nullableBytes(Buffer.from('ab'))
      .nullableBytes(null)
      .array([1, 2], (item, writer) => writer.int32(item))
      .varBytes(Buffer.from('cd'))
      .varBytes(null).bytes;
    const reader = new BinaryReader(bytes);
    expect([reader.int8(), reader.int16(), reader.int32(), reader.int64()]).toEqual([-1, -2, -3, -4]);
    expect([reader.int64(), reader.int64()]).toEqual([2 ** 53 - 1, -(2 ** 40) - 5]);
    expect([reader.boolean(), reader.string(), reader.nullableString()]).toEqual([true, 'Zürich', null]);
    expect([reader.bytes().toString(), reader.nullableBytes()]).toEqual(['ab', null]);
    expect(reader.array((each) => each.int32())).toEqual([1, 2]);
    expect([reader.varBytes()?.toString(), reader.varBytes(), reader.remaining]).toEqual(['cd', null, 0]);
  });

  test.each([0, -1, 1, 63, 64, -64, -65, 300, 2 ** 31 - 1, -(2 ** 31)])('varint %d', (value) => {
    expect(new BinaryReader(new BinaryWriter().varint(value).bytes).varint()).toBe(value);
  });

  test('writes varints as the protocol shows them', () => {
    expect(new BinaryWriter().varint(150).bytes.toString('hex')).toBe('ac02');
    expect(new BinaryWriter().varint(-1).bytes.toString('hex')).toBe('01');
  });

  test.each([
    [
      'a string longer than the frame',
      new BinaryWriter().int16(10).raw(Buffer.from('abc')).bytes,
      (r: BinaryReader) => r.string(),
    ],
    ['a negative length', new BinaryWriter().int32(-7).bytes, (r: BinaryReader) => r.bytes()],
    [
      'more items than bytes',
      new BinaryWriter().int32(2_000_000_000).bytes,
      (r: BinaryReader) => r.array((each) => each.int8()),
    ],
    ['null where a value must be', new BinaryWriter().int16(-1).bytes, (r: BinaryReader) => r.string()],
    ['a varint without an end', Buffer.alloc(11, 0xff), (r: BinaryReader) => r.varint()],
    ['an integer beyond 2^53', Buffer.alloc(8, 0x7f), (r: BinaryReader) => r.int64()],
    ['the end', Buffer.alloc(3), (r: BinaryReader) => r.int32()],
  ])('refuses %s', (_, bytes, read) => {
    expect(() => read(new BinaryReader(bytes))).toThrow(MalformedFrame);
  });
});

describe('the frame splitter', () => {
  const frames = ['one', '', 'a longer third frame'].map((text) => Buffer.from(text));
  const stream = frames.reduce((writer, frame) => writer.int32(frame.length).raw(frame), new BinaryWriter()).bytes;

  test.each([1, 2, 3, 5, 7, 1000])('finds the frames in chunks of %d bytes', (size) => {
    const splitter = new FrameSplitter();
    const found: Buffer[] = [];
    for (let at = 0; at < stream.length; at += size) found.push(...splitter.push(stream.subarray(at, at + size)));
    expect(found.map(String)).toEqual(frames.map(String));
  });

  test.each([-1, 0x7fff_ffff])('refuses a length of %d', (length) => {
    expect(() => new FrameSplitter().push(new BinaryWriter().int32(length).bytes)).toThrow(MalformedFrame);
  });
});

test('crc32c of the standard test vector', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe306_9283);
});
