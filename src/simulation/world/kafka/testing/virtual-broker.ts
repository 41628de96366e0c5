/** A broker on a clock that the test moves, with clients in memory: every step is the test's. */

import { KafkaBroker, type KafkaBrokerOptions } from '../index.ts';
import { ManualScheduler, seededRandom } from './virtual-time.ts';
import { WireClient } from './wire-client.ts';

export interface VirtualBroker {
  readonly broker: KafkaBroker;
  readonly scheduler: ManualScheduler;
  readonly client: (name?: string) => WireClient;
}

export function startVirtualBroker(options: Partial<KafkaBrokerOptions> = {}): VirtualBroker {
  const scheduler = new ManualScheduler();
  const broker = new KafkaBroker({
    topics: [{ name: 'orders', partitions: 2 }],
    scheduler,
    random: seededRandom('kafka'),
    advertised: { host: 'kafka', port: 9092 },
    ...options,
  });
  return { broker, scheduler, client: (name) => new WireClient(broker.listener, name) };
}
