/**
 * What Kafka does, as questions with the one right answer. Each case is asked by every client of every broker, on topics and in groups of
 * its own, so that it can be asked of a cluster that others use as well.
 */
import type { ConformanceClient } from '../client.ts';
import type { ConformanceCase } from '../conformance-case.ts';
import { adminCases } from './admin.ts';
import { groupCases } from './groups.ts';
import { produceAndFetchCases } from './produce-and-fetch.ts';
import { transactionCases } from './transactions.ts';

export const clientCases: readonly ConformanceCase<ConformanceClient>[] = [
  ...adminCases,
  ...produceAndFetchCases,
  ...groupCases,
  ...transactionCases,
];
