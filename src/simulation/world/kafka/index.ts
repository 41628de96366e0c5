/** The Kafka of the world: a broker for unmodified clients, in virtual time or over TCP. */

export { type GroupView, KafkaBroker, type PartitionLag } from './broker.ts';
export type { CommittedOffset } from './group/offset-store.ts';
export type { GroupState, GroupTimes, Rebalance } from './group/types.ts';
export type { TopicSpec } from './log/topics.ts';
export type {
  Address,
  BrokerObserver,
  Delivery,
  KafkaBrokerOptions,
  OffsetCommit,
  ProtocolViolation,
} from './options.ts';
export { realTimeScheduler, systemRandom } from './real-time.ts';
export type { AppendedRecord } from './records.ts';
export { listenOnTcp, type TcpListener } from './tcp.ts';
