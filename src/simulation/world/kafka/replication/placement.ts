/** Where replicas go and who coordinates what: pure functions of names and numbers, as in Apache Kafka. */

/**
 * The brokers that keep a partition: round robin, so that each of them leads as many partitions as the others.
 * @param first which broker leads partition 0, as an index; drawn at random by Apache Kafka
 */
export function placeReplicas(
  brokers: readonly number[],
  partition: number,
  replicationFactor: number,
  first: number,
): readonly number[] {
  const count = Math.min(replicationFactor, brokers.length);
  return Array.from({ length: count }, (_, replica) => brokers[(first + partition + replica) % brokers.length] ?? 0);
}

/** The partition of an internal topic that a group or a transactional id belongs to: Java's `hashCode`, without its sign. */
export function coordinatorPartition(key: string, partitions: number): number {
  let hash = 0;
  for (let at = 0; at < key.length; at += 1) hash = (Math.imul(hash, 31) + key.charCodeAt(at)) | 0;
  // Kafka masks the sign away where Math.abs would leave -2^31 negative.
  return (hash & 0x7fffffff) % partitions;
}
