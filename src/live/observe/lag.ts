/** How much the consumer groups have still to read. */
import type { Admin } from 'kafkajs';
import { OBSERVER } from './records.ts';

/** One line for each group that has something left to read. @param ignored groups that are not asked about */
export async function lagging(admin: Admin, ignored: (group: string) => boolean): Promise<readonly string[]> {
  const { groups } = await admin.listGroups();
  const lines: string[] = [];
  const ends = new Map<string, ReadonlyMap<number, bigint>>();
  for (const { groupId } of groups) {
    if (groupId.startsWith(OBSERVER) || ignored(groupId)) continue;
    let lag = 0n;
    for (const { topic, partitions } of await admin.fetchOffsets({ groupId })) {
      const high = ends.get(topic) ?? (await endsOf(admin, topic));
      ends.set(topic, high);
      // -1: nothing committed yet, which is behind as soon as there is a record.
      for (const { partition, offset } of partitions) {
        lag += (high.get(partition) ?? 0n) - (BigInt(offset) < 0n ? 0n : BigInt(offset));
      }
    }
    if (lag > 0n) lines.push(`${groupId} has ${lag} records still to read`);
  }
  return lines;
}

async function endsOf(admin: Admin, topic: string): Promise<ReadonlyMap<number, bigint>> {
  return new Map((await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [partition, BigInt(high)]));
}
