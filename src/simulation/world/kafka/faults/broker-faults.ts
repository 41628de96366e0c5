/** Faults of brokers: they die, lose what was not on the disk, stop copying, and give up what they lead or coordinate. */

import { defineStrikingFault } from '../../faults/definition/fault-kind.ts';
import { durationMs, hostName, trigger } from '../../faults/definition/parameter.ts';
import type { Broker } from '../broker.ts';
import type { Partition } from '../replication/partition.ts';
import { brokerOn, type KafkaFaultTarget } from './target.ts';

/** The broker dies and is started again. What it got within the last `unflushedMs` was not on its disk and is gone there. */
export const brokerCrash = defineStrikingFault({
  verb: 'broker-crash',
  class: 'kafka',
  says: 'broker {broker} crashes {when}, is back after {restartAfterMs} without its last {unflushedMs}',
  parameters: { broker: hostName, when: trigger, restartAfterMs: durationMs(), unflushedMs: durationMs(0) },
  strike: (target: KafkaFaultTarget, { broker, restartAfterMs, unflushedMs }) =>
    brokerOn(target, broker)?.crash({ restartAfterMs, unflushedMs }) === true ? [broker] : [],
});

/** Everything that the broker leads is led by other replicas that are in sync, as when it is being relieved. */
export const leaderMove = defineStrikingFault({
  verb: 'leader-move',
  class: 'kafka',
  says: 'other brokers lead what {broker} led {when}',
  parameters: { broker: hostName, when: trigger },
  strike: (target: KafkaFaultTarget, { broker }) =>
    relieve(
      target,
      broker,
      target.cluster.topics.all().flatMap(({ partitions }) => partitions),
    ),
});

/** Other brokers look after the groups and transactional ids that this one looked after. */
export const coordinatorMove = defineStrikingFault({
  verb: 'coordinator-move',
  class: 'kafka',
  says: 'other brokers coordinate what {broker} coordinated {when}',
  parameters: { broker: hostName, when: trigger },
  strike: (target: KafkaFaultTarget, { broker }) => {
    const { groupCoordinators, transactionCoordinators } = target.cluster;
    return relieve(target, broker, [...groupCoordinators.partitions, ...transactionCoordinators.partitions]);
  },
});

/**
 * The broker leads all partitions that it has and that have moved on without it, in sync or not: as when all other replicas were lost and
 * an operator lets it lead. What it lacks is lost, acknowledged or not.
 */
export const uncleanElection = defineStrikingFault({
  verb: 'unclean-election',
  class: 'kafka',
  says: '{broker} leads {when} what it has, and what it lacks is lost',
  parameters: { broker: hostName, when: trigger },
  strike: (target: KafkaFaultTarget, { broker }) => {
    const found = brokerOn(target, broker);
    if (found === undefined || !found.alive) return [];
    const { topics, controller } = target.cluster;
    const behind = topics
      .all()
      .flatMap(({ partitions }) => partitions.filter((partition) => isBehind(partition, found.id)));
    for (const partition of behind) controller.elect(partition, found.id);
    return behind.length > 0 ? [broker] : [];
  },
});

/** The broker copies nothing for a while, so that leaders wait for it until it no longer counts as in sync. */
export const replicationStall = defineStrikingFault({
  verb: 'replication-stall',
  class: 'kafka',
  says: 'broker {broker} copies nothing from leaders {when}, for {forMs}',
  parameters: { broker: hostName, when: trigger, forMs: durationMs() },
  strike: (target: KafkaFaultTarget, { broker, forMs }) => (stall(target, broker, forMs) === undefined ? [] : [broker]),
});

/** The broker is no longer in sync at once, and copies nothing for a while. */
export const isrShrink = defineStrikingFault({
  verb: 'isr-shrink',
  class: 'kafka',
  says: 'broker {broker} is out of sync {when}, and copies nothing for {forMs}',
  parameters: { broker: hostName, when: trigger, forMs: durationMs() },
  strike: (target: KafkaFaultTarget, { broker, forMs }) => {
    const stalled = stall(target, broker, forMs);
    if (stalled === undefined) return [];
    target.cluster.controller.dropFromSync(stalled.id);
    return [broker];
  },
});

export const BROKER_FAULTS = [
  brokerCrash,
  leaderMove,
  coordinatorMove,
  uncleanElection,
  replicationStall,
  isrShrink,
] as const;

/** The broker that copies nothing from now on; undefined when there is none or nothing to copy from. */
function stall(target: KafkaFaultTarget, host: string, forMs: number): Broker | undefined {
  const broker = brokerOn(target, host);
  if (broker === undefined || target.cluster.brokers.length === 1) return undefined;
  const { replicator } = target.cluster;
  replicator.stall(broker.id);
  target.aftermath.lasting(forMs, () => replicator.resume(broker.id));
  return broker;
}

function relieve(target: KafkaFaultTarget, host: string, partitions: readonly Partition[]): readonly string[] {
  const broker = brokerOn(target, host);
  if (broker === undefined) return [];
  return target.cluster.controller.moveAway(broker.id, partitions).length > 0 ? [host] : [];
}

function isBehind(partition: Partition, id: number): boolean {
  return partition.replicas.includes(id) && partition.leader !== id && partition.endOf(id) < partition.log.endOffset;
}
