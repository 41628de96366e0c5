/** How messages are carried, beyond the broker. */
import type { EnvironmentReader } from '../environment.ts';
import { SERVICE_NAMES } from './process.ts';

export type TopicSplitConfig = Readonly<ReturnType<typeof readTopicSplit>>;

/** Who takes part in the split of the payment events by method. */
export function readTopicSplit(read: EnvironmentReader) {
  read.section('Topic split');
  const consumers = read.list('TOPIC_SPLIT_CONSUMERS', {
    default: '',
    form: 'services separated by commas',
    example: 'metrics,wallet',
    about:
      'Services that hear of payments by the copies in events.payments.v1, or events.payments.wallet.v1 and events.payments.external.v1. The payment service writes these as long as any is named. The same for all services.',
  });
  const unknown = consumers.filter((name) => !SERVICE_NAMES.some((known) => known === name));
  if (unknown.length > 0) {
    read.refuse('TOPIC_SPLIT_CONSUMERS', `names ${unknown.join(', ')}. Services are ${SERVICE_NAMES.join(', ')}`);
  }
  return { consumers };
}
