/** The processes of a run that belong neither to the system nor to its clients; there only when the plan has something for them to do. */
import type { World } from '../../world/index.ts';
import type { KafkaCluster } from '../../world/kafka/index.ts';
import { DATABASE, POSTGRES } from '../cast.ts';
import type { PaymentEnvironment } from '../environment.ts';
import type { FaultPlan } from '../plan.ts';
import type { FaultOfOutsider } from './faults.ts';
import { OPEN_SESSION, runOpenSession } from './open-session.ts';
import { runStranger, STRANGER } from './stranger.ts';

export interface OutsidersOptions {
  readonly world: World;
  readonly broker: KafkaCluster;
  readonly plan: FaultPlan;
  /** The libraries by which they speak, loaded inside of the world. */
  readonly libraries: PaymentEnvironment['libraries'];
  /** Whether faults still strike. */
  readonly active: () => boolean;
  /** Told what struck, and what it hit. */
  readonly onStruck: (fault: FaultOfOutsider, hit: string) => void;
}

/** Starts those that are needed. */
export function startOutsiders({ world, broker, plan, libraries, active, onStruck }: OutsidersOptions): void {
  const now = (): number => world.now();
  const poison = plan.filter((fault) => fault.verb === 'poison');
  if (poison.length > 0) {
    const main = (): Promise<void> =>
      runStranger({
        faults: poison,
        kafka: new libraries.kafkajs.Kafka({
          clientId: STRANGER,
          brokers: broker.brokers.map(({ address: { host, port } }) => `${host}:${port}`),
          logLevel: libraries.kafkajs.logLevel.NOTHING,
          retry: { retries: 0 },
        }),
        newest: (topic) => broker.records(topic).findLast(({ producer }) => producer !== STRANGER),
        now,
        active,
        onStruck: (fault) => onStruck(fault, fault.topic),
      });
    world.spawn({ name: STRANGER, main });
  }
  const locks = plan.filter((fault) => fault.verb === 'rows-locked');
  if (locks.length > 0) {
    const connectionString = `postgres://postgres@${POSTGRES.host}:${POSTGRES.port}/${DATABASE}`;
    const connect = () => new libraries.pg.Client({ connectionString, application_name: OPEN_SESSION });
    const main = (): Promise<void> =>
      runOpenSession({ faults: locks, connect, now, onStruck: (fault) => onStruck(fault, fault.rows) });
    world.spawn({ name: OPEN_SESSION, main });
  }
}
