/** Where copies stand on the old topic. */
import { fc, test as propertyTest } from '@fast-check/vitest';
import { Partitioners } from 'kafkajs';
import { expect } from 'vitest';
import { arbitraries } from '../../../../../generated/contracts/arbitraries.ts';
import { partitionByKey } from './partitioner.ts';
import { LEGACY_PARTITIONS, LEGACY_TOPIC } from './topics.ts';

function partitionsOf(count: number) {
  return Array.from({ length: count }, (_, partitionId) => {
    return { partitionId, leader: 1, isr: [1], replicas: [1], partitionErrorCode: 0 };
  });
}

function placeOf(topic: string, key: string, message: unknown, count = LEGACY_PARTITIONS): number {
  const partitionMetadata = partitionsOf(count);
  return partitionByKey()({ topic, partitionMetadata, message: { key, value: JSON.stringify(message) } });
}

const anyPayment = fc.oneof(arbitraries.PaymentInitiated, arbitraries.PaymentFailed, arbitraries.PaymentCompleted);

propertyTest.prop([anyPayment])('an external payment stands on an odd partition, always the same', (message) => {
  const { payment_id } = message.data;
  const place = placeOf(LEGACY_TOPIC, payment_id, message);
  expect(place % 2).toBe(1);
  expect(place).toBeLessThan(LEGACY_PARTITIONS);
  expect(placeOf(LEGACY_TOPIC, payment_id, { ...message, event_type: 'PaymentValidated' })).toBe(place);
});

propertyTest.prop([fc.uuid(), fc.array(anyPayment, { minLength: 2, maxLength: 5 })])(
  'all payments from one wallet stand on one even partition',
  (wallet, messages) => {
    const places = new Set(messages.map((message) => placeOf(LEGACY_TOPIC, wallet, message)));
    expect(places.size).toBe(1);
    for (const place of places) {
      expect(place % 2).toBe(0);
      expect(place).toBeLessThan(LEGACY_PARTITIONS);
    }
  },
);

propertyTest.prop([fc.integer({ min: 0, max: LEGACY_PARTITIONS - 1 })])(
  'a marker stands where it says',
  (partition) => {
    expect(placeOf(LEGACY_TOPIC, `marker/${partition}`, { data: { service: 'payment', partition } })).toBe(partition);
  },
);

propertyTest.prop([fc.uuid(), fc.integer({ min: 1, max: 50 })])(
  'elsewhere the key alone decides, as before',
  (key, count) => {
    const partitionMetadata = partitionsOf(count);
    const usual = Partitioners.DefaultPartitioner()({
      topic: 'payment-events.v1',
      partitionMetadata,
      message: { key, value: '' },
    });
    expect(placeOf('payment-events.v1', key, {}, count)).toBe(usual);
  },
);
