/** The faults that a Kafka cluster adds to those of the world. */

import { Aftermath } from '../../faults/aftermath.ts';
import { contributionOf, type FaultOf } from '../../faults/definition/fault-kind.ts';
import type { FaultContribution } from '../../ports.ts';
import type { ClusterState } from '../cluster-state.ts';
import { BROKER_FAULTS } from './broker-faults.ts';
import { CLIENT_FAULTS } from './client-faults.ts';

export const KAFKA_FAULTS = [...BROKER_FAULTS, ...CLIENT_FAULTS] as const;

export type KafkaFault = FaultOf<(typeof KAFKA_FAULTS)[number]>;

/** Lets them strike at this cluster. Healing ends what lasts and starts the brokers that are down. */
export function kafkaFaults(cluster: ClusterState): FaultContribution {
  const aftermath = new Aftermath(cluster.scheduler);
  return contributionOf(KAFKA_FAULTS, { cluster, aftermath }, () => {
    aftermath.heal();
    cluster.trouble.heal();
    for (const broker of cluster.brokers) broker.start();
  });
}
