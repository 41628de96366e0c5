/**
 * What consumers tell each other through the group: their topics, and who reads which partition. A broker
 * passes these bytes on unread; they are only decoded to show the group to those who watch it.
 */

import { BinaryReader } from '../wire/binary-reader.ts';

/** The topics in a consumer's metadata; none when the bytes are of another protocol. */
export function subscribedTopics(metadata: Buffer): readonly string[] {
  return readLeniently(metadata, (reader) => reader.array((each) => each.string())) ?? [];
}

/** Topic to partitions of an assignment; empty when there is none, or the bytes are of another protocol. */
export function assignedPartitions(assignment: Buffer): Readonly<Record<string, readonly number[]>> {
  const read = (reader: BinaryReader) => {
    const topics = reader.array((each) => [each.string(), each.array((partition) => partition.int32())] as const);
    return Object.fromEntries(topics);
  };
  return readLeniently(assignment, read) ?? {};
}

function readLeniently<T>(bytes: Buffer, read: (reader: BinaryReader) => T): T | undefined {
  try {
    const reader = new BinaryReader(bytes);
    // The version of the consumer protocol; later versions only add fields at the end.
    reader.int16();
    return read(reader);
  } catch {
    return undefined;
  }
}
