/** Apache Kafka on this machine, with a way in for each process of a run. */

import { ApacheKafka } from '../kafka/apache-kafka.ts';
import { type Addresses, everyMember, KAFKA } from '../network/addresses.ts';
import type { LiveKafka } from './servers.ts';

/** @throws EnvironmentError if this machine can't run it */
export async function startNativeKafka(
  addresses: Addresses,
  say: (line: string) => void,
): Promise<LiveKafka & { stop(): Promise<void> }> {
  const lanes = everyMember.map(({ name }) => ({
    name: name.replace('-', ''),
    ports: [addresses.lane(name)],
    advertised: [addresses.onPath(name, KAFKA)],
  }));
  const cluster = await ApacheKafka.start({ lanes, say });
  return {
    brokers: cluster.brokers,
    lane: (process) => ({ host: '127.0.0.1', port: addresses.lane(process) }),
    killable: {
      kill: async () => {
        await Promise.all(cluster.nodes.map((node) => node.kill()));
        return async () => {
          await Promise.all(cluster.nodes.map((node) => node.start()));
          await cluster.untilReady();
        };
      },
    },
    stop: () => cluster.stop(),
  };
}
