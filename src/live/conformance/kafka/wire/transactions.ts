/** Transactions by hand: what the coordinator accepts in which state, and from whom. */
import { batchOf } from '../../../../simulation/world/kafka/testing/wire-client.ts';
import { type ConformanceCase, eventually } from '../conformance-case.ts';
import {
  addOffsets,
  addPartitions,
  commitInTransaction,
  committedOffset,
  endOffset,
  endTransaction,
  fetch,
  initProducerId,
  type ProducerIdentity,
  produce,
} from './requests.ts';
import type { WireCluster } from './wire-cluster.ts';

/** A coordinator that is new to its work, or that is still ending the last transaction, may ask to try again. */
function initialised(wire: WireCluster, id: string, timeoutMs?: number): Promise<ProducerIdentity> {
  return eventually(
    async () => initProducerId(await wire.coordinator('transaction', id), id, timeoutMs),
    ({ error }) => error === 'NONE',
  );
}

async function write(wire: WireCluster, id: string, topic: string, producer: ProducerIdentity, sequence = 0) {
  const { producerId, epoch } = producer;
  const batch = batchOf(['x'], { producerId, producerEpoch: epoch, baseSequence: sequence, transactional: true });
  return await produce(await wire.leader(topic), topic, batch, { transactionalId: id });
}

/** Until a transaction has ended everywhere, the next one is asked to wait. */
function settled(ask: () => Promise<string>): Promise<string> {
  return eventually(ask, (error) => error !== 'CONCURRENT_TRANSACTIONS');
}

/** A topic, and a transaction that has written one record to it. */
async function open(wire: WireCluster, name: string, timeoutMs?: number) {
  await wire.createTopic(name);
  const producer = await initialised(wire, name, timeoutMs);
  const client = await wire.coordinator('transaction', name);
  await addPartitions(client, name, producer, name);
  const offset = await write(wire, name, name, producer);
  if (offset !== 0) throw new Error(`The transaction could not be opened: ${offset}`);
  return { producer, client };
}

export const transactionCases: readonly ConformanceCase<WireCluster>[] = [
  {
    area: 'transactions and fencing',
    claim: 'A producer id is the same for a transactional id, and each producer gets the next epoch',
    right: [true, [0, 1]],
    see: async (wire, name) => {
      const first = await initialised(wire, name);
      const second = await initialised(wire, name);
      return [first.producerId === second.producerId, [first.epoch, second.epoch]];
    },
  },
  {
    area: 'transactions and fencing',
    claim: 'No transactional id is empty, and no transaction may last too long or no time, whichever broker is asked',
    right: ['INVALID_REQUEST', 'INVALID_TRANSACTION_TIMEOUT', 'INVALID_TRANSACTION_TIMEOUT'],
    see: async (wire, name) => {
      const anybody = wire.connection();
      const answers = [
        await initProducerId(anybody, ''),
        await initProducerId(anybody, name, 900_001),
        await initProducerId(anybody, name, 0),
      ];
      return answers.map(({ error }) => error);
    },
  },
  {
    area: 'transactions and fencing',
    claim:
      'A new producer has to wait while the transaction of the old one is called off, which nobody may end any more',
    right: ['CONCURRENT_TRANSACTIONS', 'NONE', 2, 'INVALID_PRODUCER_EPOCH', 'INVALID_PRODUCER_EPOCH'],
    see: async (wire, name) => {
      const { producer, client } = await open(wire, name);
      const first = await initProducerId(client, name);
      const heir = await initialised(wire, name);
      return [
        first.error,
        heir.error,
        heir.epoch - producer.epoch,
        await endTransaction(client, name, producer, 'commit'),
        await write(wire, name, name, producer, 1),
      ];
    },
  },
  {
    area: 'transactions and fencing',
    claim: 'An end that comes again is answered as the first time, and the other end is refused',
    right: ['NONE', 'NONE', 'INVALID_TXN_STATE', 2],
    see: async (wire, name) => {
      const { producer, client } = await open(wire, name);
      const end = (outcome: 'commit' | 'abort') => endTransaction(client, name, producer, outcome);
      const first = await end('commit');
      const again = await settled(() => end('commit'));
      return [first, again, await settled(() => end('abort')), await endOffset(await wire.leader(name), name)];
    },
  },
  {
    area: 'transactions and fencing',
    claim: 'What was not begun can neither be ended nor written to',
    right: ['INVALID_TXN_STATE', 'INVALID_TXN_STATE', 0],
    see: async (wire, name) => {
      await wire.createTopic(name);
      const producer = await initialised(wire, name);
      const client = await wire.coordinator('transaction', name);
      return [
        await endTransaction(client, name, producer, 'commit'),
        await write(wire, name, name, producer),
        await endOffset(await wire.leader(name), name),
      ];
    },
  },
  {
    area: 'transactions and fencing',
    claim: 'Strangers are refused: an unknown transactional id, another producer id, another epoch',
    right: [
      'INVALID_PRODUCER_ID_MAPPING',
      'INVALID_PRODUCER_ID_MAPPING',
      'INVALID_PRODUCER_EPOCH',
      'INVALID_PRODUCER_EPOCH',
    ],
    see: async (wire, name) => {
      const { producer, client } = await open(wire, name);
      const stranger = { ...producer, producerId: producer.producerId + 100_000 };
      const unknown = await wire.coordinator('transaction', `${name}-unknown`);
      return [
        await endTransaction(unknown, `${name}-unknown`, producer, 'commit'),
        await endTransaction(client, name, stranger, 'commit'),
        await endTransaction(client, name, { ...producer, epoch: producer.epoch + 1 }, 'commit'),
        (await addPartitions(client, name, { ...producer, epoch: producer.epoch + 1 }, name))[0],
      ];
    },
  },
  {
    area: 'transactions and fencing',
    claim: 'When one of the partitions does not exist, none is taken into the transaction',
    right: [['OPERATION_NOT_ATTEMPTED', 'UNKNOWN_TOPIC_OR_PARTITION'], 'INVALID_TXN_STATE'],
    see: async (wire, name) => {
      await wire.createTopic(name);
      const producer = await initialised(wire, name);
      const client = await wire.coordinator('transaction', name);
      return [await addPartitions(client, name, producer, name, [0, 7]), await write(wire, name, name, producer)];
    },
  },
  {
    area: 'transactions and fencing',
    claim: 'Offsets in a transaction count when it is committed, and not when it is called off',
    right: [['NONE', 'NONE'], -1, -1, ['NONE', 'NONE'], 9],
    see: async (wire, name) => {
      await wire.createTopic(name);
      const producer = await initialised(wire, name);
      const client = await wire.coordinator('transaction', name);
      const group = await wire.coordinator('group', name);
      const commit = async (offset: number) => [
        await settled(() => addOffsets(client, name, producer, name)),
        await commitInTransaction(group, name, producer, name, name, offset),
      ];
      const dropped = await commit(4);
      const before = await committedOffset(group, name, name);
      await endTransaction(client, name, producer, 'abort');
      const called = await commit(9);
      const between = await committedOffset(group, name, name);
      await endTransaction(client, name, producer, 'commit');
      const after = await eventually(
        () => committedOffset(group, name, name),
        (offset) => offset !== -1,
      );
      return [dropped, before, between, called, after];
    },
  },
  {
    area: 'transactions and fencing',
    claim: 'A transaction that is open for too long is called off, and its producer shut out',
    right: [
      [1, 0],
      ['INVALID_PRODUCER_EPOCH', 'INVALID_PRODUCER_EPOCH'],
    ],
    see: async (wire, name) => {
      const { producer, client } = await open(wire, name, 500);
      // Apache Kafka looks for such transactions every ten seconds.
      const found = await eventually(
        () => wire.leader(name).then((leader) => fetch(leader, { topic: name, committedOnly: true })),
        ({ lastStableOffset }) => lastStableOffset === 2,
      );
      return [
        [found.aborted?.length, found.aborted?.[0]?.firstOffset],
        [await write(wire, name, name, producer, 1), await endTransaction(client, name, producer, 'commit')],
      ];
    },
  },
  {
    area: 'isolation levels',
    claim:
      'The end is where the first open transaction begins for who reads committed records only, and the high watermark for others',
    right: [
      [0, 2],
      [0, 2],
      [3, 3],
    ],
    see: async (wire, name) => {
      const { producer, client } = await open(wire, name);
      const leader = await wire.leader(name);
      await produce(leader, name, batchOf(['plain']));
      const ends = async () => [await endOffset(leader, name, true), await endOffset(leader, name, false)];
      const opened = await ends();
      const seen = await fetch(leader, { topic: name, committedOnly: true });
      await endTransaction(client, name, producer, 'commit');
      const ended = await eventually(ends, ([stable]) => stable === 3);
      return [opened, [seen.batches.length, seen.highWatermark], ended];
    },
  },
  {
    area: 'isolation levels',
    claim:
      'Aborted transactions are named to who reads committed records only, with where they begin, and to nobody else',
    right: [[true, 0], null, true],
    see: async (wire, name) => {
      const { producer, client } = await open(wire, name);
      await endTransaction(client, name, producer, 'abort');
      const leader = await wire.leader(name);
      const read = (committedOnly: boolean) => fetch(leader, { topic: name, committedOnly });
      const committed = await eventually(
        () => read(true),
        ({ lastStableOffset }) => lastStableOffset === 2,
      );
      const all = await read(false);
      const [aborted] = committed.aborted ?? [];
      return [
        [aborted?.producerId === producer.producerId, aborted?.firstOffset],
        all.aborted,
        all.batches.equals(committed.batches),
      ];
    },
  },
];
