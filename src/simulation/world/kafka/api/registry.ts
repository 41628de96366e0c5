/** All APIs of the broker. What is not listed here is not advertised, and closes the connection when asked for. */

import type { Api } from './api.ts';
import { apiVersionsFor } from './api-versions.ts';
import { describeConfigs } from './describe-configs.ts';
import { fetch } from './fetch.ts';
import { findCoordinator } from './find-coordinator.ts';
import { heartbeat, joinGroup, leaveGroup, syncGroup } from './group-membership.ts';
import { deleteGroups, describeGroups, listGroups } from './groups-admin.ts';
import { initProducerId } from './init-producer-id.ts';
import { listOffsets } from './list-offsets.ts';
import { metadata } from './metadata.ts';
import { offsetCommit, offsetFetch } from './offsets.ts';
import { produce } from './produce.ts';
import { createPartitions, createTopics, deleteRecords, deleteTopics } from './topics-admin.ts';
import { addOffsetsToTxn, addPartitionsToTxn, endTxn, txnOffsetCommit } from './transactions.ts';

const WORKING_APIS: readonly Api[] = [
  produce,
  fetch,
  listOffsets,
  metadata,
  offsetCommit,
  offsetFetch,
  findCoordinator,
  joinGroup,
  heartbeat,
  leaveGroup,
  syncGroup,
  describeGroups,
  listGroups,
  createTopics,
  deleteTopics,
  deleteRecords,
  initProducerId,
  addPartitionsToTxn,
  addOffsetsToTxn,
  endTxn,
  txnOffsetCommit,
  describeConfigs,
  createPartitions,
  deleteGroups,
];

export const apiVersions = apiVersionsFor(WORKING_APIS);

export const APIS: readonly Api[] = [...WORKING_APIS, apiVersions];

const BY_KEY: ReadonlyMap<number, Api> = new Map(APIS.map((api) => [api.key, api]));

export function findApi(key: number): Api | undefined {
  return BY_KEY.get(key);
}
