/** What nearly every case begins with. */
import type { ConformanceClient, SentRecord } from '../client.ts';
import { eventually } from '../conformance-case.ts';

/** Creates a topic and waits until it can be used: a broker learns of it a moment after the controller has made it. */
export async function withTopic(client: ConformanceClient, topic: string, partitions = 1): Promise<void> {
  const created = await client.createTopic(topic, partitions);
  if (created !== 'ok') throw new Error(`The topic ${topic} was not created: ${created}`);
  await eventually(
    () => client.ends(topic).catch(() => []),
    (ends) => ends.length === partitions,
  );
}

/** Records that have nothing but a value. */
export function records(...values: readonly string[]): readonly SentRecord[] {
  return values.map((value) => ({ value }));
}

/** The values of a partition from an offset on, as a reader of committed records sees them. */
export async function values(
  client: ConformanceClient,
  topic: string,
  wanted: number,
  { partition = 0, from = 0, committed = true } = {},
): Promise<readonly (string | null)[]> {
  return (await client.read(topic, partition, from, wanted, committed)).map(({ value }) => value);
}
