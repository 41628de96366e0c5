/** Where messages go; all of it is read from the contracts. */
import {
  AUDIT_TOPIC,
  keyOf,
  MESSAGES,
  TOPIC_NAMES,
  TOPICS,
  type TopicName,
} from '../../../generated/contracts/index.ts';
import type { Message } from './messages.ts';

export { AUDIT_TOPIC, keyOf };

/** The topic of a message. */
export function topicOf(message: Message): TopicName {
  return MESSAGES[message.event_type].topic;
}

/** Where what was consumed from `topic` is put aside when it can't be handled. */
export function deadLetterTopicOf(topic: string): TopicName {
  const name = TOPIC_NAMES.find((one) => one === topic);
  const target = name === undefined ? undefined : TOPICS[name].deadLetterTopic;
  if (target === undefined)
    throw new Error(`Topic ${topic} has no dead-letter topic in the contracts; give it one in specs/channels.yaml.`);
  return target;
}
