/** A broker on a clock that the test moves, with clients in memory: every step is the test's. */

import type { Listener } from '../../ports.ts';
import { KafkaCluster, type KafkaClusterOptions } from '../index.ts';
import { ManualScheduler, seededRandom } from './virtual-time.ts';
import { WireClient } from './wire-client.ts';

export interface VirtualBroker {
  readonly broker: KafkaCluster;
  readonly scheduler: ManualScheduler;
  /** A client of one of the brokers, the first unless said otherwise. */
  readonly client: (name?: string, brokerId?: number) => WireClient;
}

export function startVirtualBroker(options: Partial<KafkaClusterOptions> = {}): VirtualBroker {
  const scheduler = new ManualScheduler();
  const broker = new KafkaCluster({
    topics: [{ name: 'orders', partitions: 2 }],
    scheduler,
    random: seededRandom('kafka'),
    brokers: [{ host: 'kafka', port: 9092 }],
    ...options,
  });
  return { broker, scheduler, client: (name, id = 1) => new WireClient(listenerOf(broker, id), name) };
}

function listenerOf({ brokers }: KafkaCluster, id: number): Listener {
  const broker = brokers.find((each) => each.id === id);
  if (broker === undefined) throw new Error(`there is no broker ${id}`);
  return broker.listener;
}
