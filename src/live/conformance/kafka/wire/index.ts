/** All cases that are asked by requests made by hand. */
import type { ConformanceCase } from '../conformance-case.ts';
import { connectionCases } from './connections.ts';
import { groupCases } from './groups.ts';
import { produceAndFetchCases } from './produce-and-fetch.ts';
import { severalBrokerCases } from './several-brokers.ts';
import { transactionCases } from './transactions.ts';
import type { WireCluster } from './wire-cluster.ts';

export const wireCases: readonly ConformanceCase<WireCluster>[] = [
  ...produceAndFetchCases,
  ...connectionCases,
  ...groupCases,
  ...transactionCases,
  ...severalBrokerCases,
];
