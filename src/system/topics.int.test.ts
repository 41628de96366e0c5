/** Creating the topics, at a broker over TCP that has none. */
import { expect, test } from 'vitest';
import { TOPIC_NAMES, TOPICS } from '../../generated/contracts/index.ts';
import { KafkaCluster, listenOnTcp, realTimeScheduler, systemRandom } from '../simulation/world/kafka/index.ts';
import { configFromEnvironment } from './config.ts';
import { createLogger } from './platform/log.ts';
import { createTopics } from './topics.ts';

test('what is missing is created once; the copies of the topic split only where they are asked for', async () => {
  const broker = new KafkaCluster({
    topics: [],
    scheduler: realTimeScheduler(),
    random: systemRandom(),
    brokers: [{ host: '127.0.0.1', port: 0 }],
  });
  const listener = await listenOnTcp(broker, { host: '127.0.0.1', port: 0 });
  try {
    const { kafka, log } = configFromEnvironment({
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
      KAFKA_BROKERS: `127.0.0.1:${listener.port}`,
      LOG_LEVEL: 'silent',
    });
    const logger = createLogger(log, 'topics', 'test');
    const isCopy = (name: (typeof TOPIC_NAMES)[number]) => TOPICS[name].kind === 'copies';
    expect(await createTopics(kafka, logger, { copies: false })).toEqual(TOPIC_NAMES.filter((name) => !isCopy(name)));
    expect(await createTopics(kafka, logger, { copies: false })).toEqual([]);
    expect(await createTopics(kafka, logger, { copies: true })).toEqual(TOPIC_NAMES.filter(isCopy));
  } finally {
    await listener.close();
  }
});
