/** What the faults of Kafka strike at, and how they find it by the names that a plan knows. */

import type { Aftermath } from '../../faults/aftermath.ts';
import type { Broker } from '../broker.ts';
import type { ClusterState } from '../cluster-state.ts';
import type { Group } from '../group/group.ts';

export interface KafkaFaultTarget {
  readonly cluster: ClusterState;
  readonly aftermath: Aftermath;
}

/** The broker on this host; undefined when there is none, since a plan may name more than a run has. */
export function brokerOn({ cluster }: KafkaFaultTarget, host: string): Broker | undefined {
  return cluster.brokers.find(({ address }) => address.host === host);
}

/** The groups in which a process takes part. */
export function groupsOf({ cluster }: KafkaFaultTarget, process: string): readonly Group[] {
  return cluster.groups.groups().filter(({ members }) => members.some((member) => member.process === process));
}
