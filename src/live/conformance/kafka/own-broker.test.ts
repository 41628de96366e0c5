/** The world's own brokers over TCP give the right answers, and ones that are broken on purpose don't. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Group } from '../../../simulation/world/kafka/group/group.ts';
import { PartitionLog } from '../../../simulation/world/kafka/log/partition-log.ts';
import { ProducerStates } from '../../../simulation/world/kafka/log/producer-state.ts';
import { TransactionIndex } from '../../../simulation/world/kafka/log/transaction-index.ts';
import { Coordinators } from '../../../simulation/world/kafka/replication/coordinators.ts';
import { startTcpBroker } from '../../../simulation/world/kafka/testing/tcp-broker.ts';
import { TransactionCoordinator } from '../../../simulation/world/kafka/transactions/coordinator.ts';
import { ErrorCode } from '../../../simulation/world/kafka/wire/error-codes.ts';
import { type ClientName, type Question, wrongAnswers } from './clients.ts';

/** What a cluster of ours answers otherwise than it should. */
async function wrong(client: ClientName, count: number, question: Partial<Question> = {}): Promise<readonly string[]> {
  const brokers = Array.from({ length: count }, () => ({ host: '127.0.0.1', port: 0 }));
  const cluster = await startTcpBroker({ brokers });
  try {
    const found = await wrongAnswers(client, { brokers: cluster.addresses, ...question });
    return found.map(({ claim, right, seen }) => `${claim}: ${JSON.stringify(seen)} and not ${JSON.stringify(right)}`);
  } finally {
    await cluster.dispose();
  }
}

afterEach(() => vi.restoreAllMocks());

describe.each([1, 3])('brokers of the world, %i', (count) => {
  test.each(['kafkajs', 'requests made by hand'] as const)('answer %s as Apache Kafka does', async (client) => {
    expect(await wrong(client, count)).toEqual([]);
  });
});

describe('a broker is noticed', () => {
  const noticed = async (client: ClientName, count: number, about: RegExp) => {
    expect(await wrong(client, count, { about, limitMs: 6_000 })).toHaveLength(1);
  };

  test('that ends one offset too early', async () => {
    vi.spyOn(PartitionLog.prototype, 'lastStableOffset', 'get').mockImplementation(function (this: PartitionLog) {
      return this.highWatermark - 1;
    });
    await noticed('kafkajs', 1, /every record once/);
  });

  test('that shows aborted records', async () => {
    vi.spyOn(TransactionIndex.prototype, 'abortedBetween').mockReturnValue([]);
    await noticed('kafkajs', 1, /what was aborted/);
  });

  test('that does not tell members of a rebalance', async () => {
    vi.spyOn(Group.prototype, 'heartbeat').mockReturnValue(ErrorCode.NONE);
    await noticed('kafkajs', 1, /share the partitions/);
  });

  test('that keeps members that are silent', async () => {
    vi.spyOn(Group.prototype, 'touch').mockReturnValue();
    await noticed('requests made by hand', 1, /not heard of/);
  });

  test('that stores what comes again', async () => {
    vi.spyOn(ProducerStates.prototype, 'check').mockReturnValue({ kind: 'append' });
    await noticed('requests made by hand', 1, /A batch that comes again/);
  });

  test('that lets a producer write who was shut out', async () => {
    vi.spyOn(TransactionCoordinator.prototype, 'checkProduce').mockReturnValue(ErrorCode.NONE);
    vi.spyOn(ProducerStates.prototype, 'fence').mockReturnValue();
    await noticed('requests made by hand', 1, /nobody may end any more/);
  });

  test('that coordinates what is the business of others', async () => {
    vi.spyOn(Coordinators.prototype, 'check').mockReturnValue(ErrorCode.NONE);
    await noticed('requests made by hand', 3, /Heartbeat is refused/);
  });
});
