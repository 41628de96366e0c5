import { expect, test } from 'vitest';
import { SAMPLE_REQUESTS } from '../testing/sample-requests.ts';
import { startVirtualBroker } from '../testing/virtual-broker.ts';
import { API_ERRORS } from './api-errors.ts';
import type { KafkaFault } from './kafka-faults.ts';

test.each([...API_ERRORS])('%s is answered once, and then the request is served', (name, { api, error }) => {
  const { broker, client } = startVirtualBroker();
  const sample = SAMPLE_REQUESTS.find((each) => each.api === api);
  if (sample === undefined) throw new Error(`there is no sample of a request to ${api}`);
  const tester = client();
  const ask = () => sample.error(tester.ask(sample.key, sample.version, sample.body('g', 'orders')));
  const served = ask();
  expect(served).not.toBe(error);
  const fault: KafkaFault = { verb: 'api-error', process: 'tester', answer: name, when: { atMs: 0 }, times: 1 };
  broker.faults.strike(fault, undefined);
  const another = client('another');
  expect(sample.error(another.ask(sample.key, sample.version, sample.body('h', 'orders')))).not.toBe(error);
  expect([ask(), ask()]).toEqual([error, served]);
  expect(broker.records()).toHaveLength(api === 'Produce' ? 3 : 0);
});
