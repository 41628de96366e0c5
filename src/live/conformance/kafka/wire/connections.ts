/** What a connection is to a broker: an order of requests, and something to close when it makes no sense. */
import { framed } from '../../../../simulation/world/kafka/testing/wire-client.ts';
import { BinaryWriter } from '../../../../simulation/world/kafka/wire/binary-writer.ts';
import { errorName } from '../../../../simulation/world/kafka/wire/error-codes.ts';
import type { ConformanceCase } from '../conformance-case.ts';
import { endOffset, fetch, produceValues } from './requests.ts';
import type { WireCluster } from './wire-cluster.ts';

const API_VERSIONS = 18;
const METADATA = 3;
const PRODUCERS = 60;

/** Whether the broker closes the connection on these bytes, without an answer. */
async function closes(wire: WireCluster, bytes: Buffer): Promise<boolean> {
  const client = wire.connection();
  client.sendRaw(bytes);
  await client.closed;
  return client.order.length === 0;
}

const header = (key: number, version: number) => new BinaryWriter().int16(key).int16(version).int32(1).string('c');

export const connectionCases: readonly ConformanceCase<WireCluster>[] = [
  {
    area: 'produce and fetch',
    claim: 'The requests of a connection are answered in their order, also behind one that waits',
    right: [1, 2],
    see: async (wire, name) => {
      await wire.createTopic(name);
      const client = await wire.leader(name);
      const slow = fetch(client, { topic: name, maxWaitMs: 300 });
      await Promise.all([slow, client.ask(API_VERSIONS, 0, new BinaryWriter())]);
      return client.order;
    },
  },
  {
    area: 'wrong requests',
    claim: 'An unknown API, an unknown version, a body that ends early and a frame without an end close the connection',
    right: [true, true, true, true],
    see: (wire) =>
      Promise.all([
        closes(wire, framed(header(999, 0).bytes)),
        closes(wire, framed(header(METADATA, 99).bytes)),
        closes(wire, framed(header(METADATA, 6).int32(5).string('a').bytes)),
        closes(wire, Buffer.from('GET / HTTP/1.1\r\n\r\n')),
      ]),
  },
  {
    area: 'wrong requests',
    claim: 'An unknown version of ApiVersions is answered in the oldest format',
    right: 'UNSUPPORTED_VERSION',
    see: async (wire) => {
      // Later versions have a header with tagged fields: none.
      const answer = await wire.connection().ask(API_VERSIONS, 99, new BinaryWriter().int8(0));
      return errorName(answer.int16());
    },
  },
  {
    area: 'many clients',
    claim: `${PRODUCERS} producers at once get offsets of their own, without a gap`,
    right: [PRODUCERS, 0, PRODUCERS - 1, PRODUCERS],
    see: async (wire, name) => {
      await wire.createTopic(name);
      const [id] = await wire.leaders(name);
      const sent = Array.from({ length: PRODUCERS }, (_, index) =>
        produceValues(wire.connection(id), name, [`${index}`]),
      );
      const offsets = (await Promise.all(sent)).map(Number);
      const end = await endOffset(await wire.leader(name), name);
      return [new Set(offsets).size, Math.min(...offsets), Math.max(...offsets), end];
    },
  },
];
