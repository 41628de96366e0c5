/** The topics of the split, and where a message stands on the old one. */
import { TOPICS, type TopicName } from '../../../../../generated/contracts/index.ts';
import { isRecord } from '../../rows.ts';

/** What is copied. */
export const SOURCE_TOPIC: TopicName = 'payment-events.v1';
/** Payments of both methods: from a wallet on even partitions, external ones on odd. */
export const LEGACY_TOPIC: TopicName = 'events.payments.v1';
export const WALLET_TOPIC: TopicName = 'events.payments.wallet.v1';
export const EXTERNAL_TOPIC: TopicName = 'events.payments.external.v1';
export const LEGACY_PARTITIONS = TOPICS[LEGACY_TOPIC].partitions;

/** What of a record decides over its partition on the old topic. */
export interface LegacyPlace {
  /** Even for payments from a wallet, odd for external ones. */
  readonly parity: 0 | 1;
  /** Given for a marker, which has a place of its own. */
  readonly partition?: number;
}

/**
 * Where a record belongs on the old topic. Payments from a wallet have its id as their key, external ones their own, and every message
 * about a payment names it.
 *
 * @param value the JSON of a message that was made here.
 */
export function legacyPlace(key: string, value: string): LegacyPlace {
  const message: unknown = JSON.parse(value);
  const data = isRecord(message) && isRecord(message['data']) ? message['data'] : {};
  const { partition, payment_id } = data;
  const parity = payment_id === key ? 1 : 0;
  return typeof partition === 'number' && payment_id === undefined ? { parity, partition } : { parity };
}
