/** Everything that can go wrong in a run: the faults of the world and its servers, of the payment providers, and of outsiders. */
import { FaultCatalogue, type FaultStruck, WORLD_FAULTS, type WorldFault } from '../world/index.ts';
import { KAFKA_FAULTS, type KafkaFault } from '../world/kafka/index.ts';
import { POSTGRES_FAULTS, type PostgresFault } from '../world/postgres/faults.ts';
import { type FaultOfOutsider, OUTSIDER_FAULTS } from './outsiders/faults.ts';
import { type FaultOfProvider, PROVIDER_FAULTS } from './provider/faults.ts';

export * from './provider/faults.ts';

export type PaymentFault = WorldFault | KafkaFault | PostgresFault | FaultOfProvider | FaultOfOutsider;

/** Everything that a plan may hold, by verb. */
export const paymentFaults = new FaultCatalogue<PaymentFault>([
  ...WORLD_FAULTS,
  ...KAFKA_FAULTS,
  ...POSTGRES_FAULTS,
  ...PROVIDER_FAULTS,
  ...OUTSIDER_FAULTS,
]);

/** A fault that struck. What it hit is the id of a connection, a charge, a payment or a webhook, or the name of a process. */
export type PaymentFaultStruck = FaultStruck<PaymentFault>;

/** All that goes wrong in a run. */
export type FaultPlan = readonly PaymentFault[];
