/**
 * The errors that clients have to sit out, by the APIs that answer with them (https://kafka.apache.org/protocol.html, column
 * "retriable"). Only those that a broker gives without having done anything.
 */

import { ErrorCode } from '../wire/error-codes.ts';
import type { ApiError } from './trouble.ts';

const OF_LEADERS = ['NOT_LEADER_OR_FOLLOWER', 'UNKNOWN_TOPIC_OR_PARTITION', 'KAFKA_STORAGE_ERROR'] as const;
const OF_COORDINATORS = ['COORDINATOR_NOT_AVAILABLE', 'NOT_COORDINATOR', 'COORDINATOR_LOAD_IN_PROGRESS'] as const;
const OF_TRANSACTIONS = [...OF_COORDINATORS, 'CONCURRENT_TRANSACTIONS'] as const;

const BY_API: Readonly<Record<string, readonly (keyof typeof ErrorCode)[]>> = {
  Produce: [...OF_LEADERS, 'NOT_ENOUGH_REPLICAS', 'REQUEST_TIMED_OUT', 'CORRUPT_MESSAGE'],
  Fetch: [...OF_LEADERS, 'CORRUPT_MESSAGE', 'FENCED_LEADER_EPOCH', 'UNKNOWN_LEADER_EPOCH'],
  ListOffsets: [...OF_LEADERS, 'LEADER_NOT_AVAILABLE'],
  Metadata: ['LEADER_NOT_AVAILABLE', 'UNKNOWN_TOPIC_OR_PARTITION'],
  FindCoordinator: ['COORDINATOR_NOT_AVAILABLE'],
  JoinGroup: OF_COORDINATORS,
  SyncGroup: [...OF_COORDINATORS, 'REBALANCE_IN_PROGRESS'],
  Heartbeat: ['COORDINATOR_NOT_AVAILABLE', 'NOT_COORDINATOR', 'REBALANCE_IN_PROGRESS'],
  OffsetCommit: [...OF_COORDINATORS, 'REQUEST_TIMED_OUT'],
  OffsetFetch: ['NOT_COORDINATOR', 'COORDINATOR_LOAD_IN_PROGRESS'],
  InitProducerId: OF_TRANSACTIONS,
  AddPartitionsToTxn: OF_TRANSACTIONS,
  AddOffsetsToTxn: OF_TRANSACTIONS,
  TxnOffsetCommit: OF_COORDINATORS,
  EndTxn: OF_TRANSACTIONS,
};

/** By their names, such as `Produce NOT_LEADER_OR_FOLLOWER`. */
export const API_ERRORS: ReadonlyMap<string, ApiError> = new Map(
  Object.entries(BY_API).flatMap(([api, errors]) =>
    errors.map((name) => [`${api} ${name}`, { api, error: ErrorCode[name] }] as const),
  ),
);
