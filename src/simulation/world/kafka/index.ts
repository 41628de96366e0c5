/** The Kafka of the world: a cluster for unmodified clients, in virtual time or over TCP. */

export type { Broker, BrokerCrash } from './broker.ts';
export { type GroupView, KafkaCluster, type PartitionLag } from './cluster.ts';
export { API_ERRORS } from './faults/api-errors.ts';
export { KAFKA_FAULTS, type KafkaFault } from './faults/kafka-faults.ts';
export type { CommittedOffset } from './group/offset-store.ts';
export type { GroupState, GroupTimes, Rebalance } from './group/types.ts';
export type { TopicSpec } from './log/topics.ts';
export type {
  Address,
  Delivery,
  Election,
  KafkaClusterOptions,
  KafkaObserver,
  OffsetCommit,
  ProtocolViolation,
  Refusal,
} from './options.ts';
export { realTimeScheduler, systemRandom } from './real-time.ts';
export type { AppendedRecord } from './records.ts';
export { listenOnTcp, type TcpListener } from './tcp.ts';
