/** What a broker says that is asked for what is another broker's business. */
import { SAMPLE_REQUESTS } from '../../../../simulation/world/kafka/testing/sample-requests.ts';
import { errorName } from '../../../../simulation/world/kafka/wire/error-codes.ts';
import type { ConformanceCase } from '../conformance-case.ts';
import { fetch, listOffset, produceValues } from './requests.ts';
import type { WireCluster } from './wire-cluster.ts';

const BROKERS = 3;
const coordinated = SAMPLE_REQUESTS.filter(({ of }) => of.endsWith('coordinator'));

export const severalBrokerCases: readonly ConformanceCase<WireCluster>[] = [
  ...coordinated.map(
    ({ api, key, version, of, body, error }): ConformanceCase<WireCluster> => ({
      area: 'several brokers',
      claim: `${api} is refused by brokers that are not the ${of}`,
      right: ['NOT_COORDINATOR', 'NOT_COORDINATOR'],
      brokers: BROKERS,
      see: async (wire, name) => {
        await wire.createTopic(name);
        const coordinator = await wire.coordinatorId(of === 'group coordinator' ? 'group' : 'transaction', name);
        const others = wire.ids.filter((id) => id !== coordinator);
        return await Promise.all(
          others.map(async (id) => errorName(error(await wire.connection(id).ask(key, version, body(name, name))))),
        );
      },
    }),
  ),
  {
    area: 'several brokers',
    claim: 'Produce, Fetch and ListOffsets are refused by brokers that do not lead, whether they follow or not',
    right: {
      followers: [
        'NOT_LEADER_OR_FOLLOWER',
        'NOT_LEADER_OR_FOLLOWER',
        'NOT_LEADER_OR_FOLLOWER',
        'NOT_LEADER_OR_FOLLOWER',
      ],
      strangers: [
        'NOT_LEADER_OR_FOLLOWER',
        'NOT_LEADER_OR_FOLLOWER',
        'NOT_LEADER_OR_FOLLOWER',
        'NOT_LEADER_OR_FOLLOWER',
      ],
    },
    brokers: BROKERS,
    see: async (wire, name) => {
      await wire.createTopic(name, { replicas: 3 });
      await wire.createTopic(`${name}-one`, { replicas: 1 });
      const ask = async (topic: string) => {
        const answers = await Promise.all(
          (await wire.followers(topic)).map(async (broker) => [
            await produceValues(broker, topic, ['x']),
            await listOffset(broker, topic, -1),
          ]),
        );
        return answers.flat();
      };
      return { followers: await ask(name), strangers: await ask(`${name}-one`) };
    },
  },
  {
    area: 'several brokers',
    claim: 'What all replicas have is acknowledged and can be read; partitions are led by different brokers',
    right: [[0, 'NONE', 1], 3],
    brokers: BROKERS,
    see: async (wire, name) => {
      await wire.createTopic(name, { partitions: 3, replicas: 3 });
      const leader = await wire.leader(name);
      const offset = await produceValues(leader, name, ['x']);
      const { error, highWatermark } = await fetch(leader, { topic: name });
      return [[offset, errorName(error), highWatermark], new Set(await wire.leaders(name)).size];
    },
  },
];
