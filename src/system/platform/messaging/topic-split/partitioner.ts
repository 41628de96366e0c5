/** By key as everywhere, and on the old topic of the split among the partitions of the payment's method. */
import { type ICustomPartitioner, type PartitionerArgs, Partitioners } from 'kafkajs';
import { LEGACY_TOPIC, legacyPlace } from './topics.ts';

export const partitionByKey: ICustomPartitioner = () => {
  const byKey = Partitioners.DefaultPartitioner();
  return (args: PartitionerArgs): number => {
    if (args.topic !== LEGACY_TOPIC) return byKey(args);
    const { key, value } = args.message;
    const place = legacyPlace(String(key ?? ''), String(value ?? '{}'));
    if (place.partition !== undefined) return place.partition;
    const half = args.partitionMetadata.filter(({ partitionId }) => partitionId % 2 === place.parity);
    // The partitioner numbers what it is given from 0 on.
    return byKey({ ...args, partitionMetadata: half }) * 2 + place.parity;
  };
};
