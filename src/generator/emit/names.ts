/** Which messages travel in the envelope, and which of them are events or commands. */
import type { Catalogue } from '../specs/catalogue.ts';

/** Names of the events, in the order of the specifications. */
export function eventNames(catalogue: Catalogue): readonly string[] {
  return namesOn(catalogue, ['events', 'shared', 'copies']);
}

/** Names of the commands, in the order of the specifications. */
export function commandNames(catalogue: Catalogue): readonly string[] {
  return namesOn(catalogue, ['commands']);
}

/** Names of all messages with an envelope, i.e. everything but dead letters. */
export function envelopeNames(catalogue: Catalogue): readonly string[] {
  return [...eventNames(catalogue), ...commandNames(catalogue)];
}

/** Names of the versions of messages that are no longer sent. */
export function formerNames(catalogue: Catalogue): readonly string[] {
  return catalogue.former.map(({ name }) => name);
}

function namesOn(catalogue: Catalogue, kinds: readonly string[]): readonly string[] {
  return [
    ...new Set(catalogue.topics.filter((topic) => kinds.includes(topic.kind)).flatMap((topic) => topic.messages)),
  ];
}
