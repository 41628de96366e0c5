/** The project's own broker on TCP, with the topics of the contracts. Its records are in memory and end with the process. */

import {
  KafkaCluster,
  listenOnTcp,
  realTimeScheduler,
  systemRandom,
  type TcpListener,
} from '../simulation/world/kafka/index.ts';
import { TOPICS_OF_CONTRACTS } from '../system/topics.ts';

/** Kafka's own least is 6 s; whoever kills services wants to see sooner how others take over. */
const GROUPS = { minSessionTimeoutMs: 1_000, initialRebalanceDelayMs: 0 };

/** Starts it in this process; it advertises the address on which it listens. */
export async function startBroker(address: { readonly host: string; readonly port: number }): Promise<TcpListener> {
  const broker = new KafkaCluster({
    topics: TOPICS_OF_CONTRACTS,
    scheduler: realTimeScheduler(),
    random: systemRandom(),
    brokers: [address],
    groups: GROUPS,
  });
  return await listenOnTcp(broker, address);
}
