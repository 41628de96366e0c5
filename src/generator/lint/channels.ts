/**
 * What AsyncAPI leaves open and we need of each channel and document: the `x-` fields, and Kafka settings. AsyncAPI lets any
 * `x-` name pass, so that a misspelt one shows only as a missing one.
 */
import { CHANNELS, documentFiles, TOPIC_KINDS } from '../specs/catalogue.ts';
import type { Json } from '../specs/json.ts';
import { isObject, numberField, objectField, textField } from '../specs/json.ts';
import type { Location, SpecTree } from '../specs/tree.ts';
import type { Finding } from './finding.ts';
import { finding, suggestion } from './finding.ts';

/** Findings for all channels and for the head of all documents. */
export function lintChannels(tree: SpecTree): Finding[] {
  const channels = tree.root(CHANNELS);
  const entries = isObject(channels) ? Object.entries(channels) : [];
  return [
    ...entries.flatMap(([name, channel]) => lintChannel(tree, { file: CHANNELS, path: [name] }, channel)),
    ...documentFiles(tree).flatMap((file) => lintDocument(tree, file)),
  ];
}

function lintChannel(tree: SpecTree, at: Location, channel: Json): Finding[] {
  const kafka = objectField(objectField(channel, 'bindings'), 'kafka');
  const lacks = (what: string, remedy: string): Finding =>
    finding(tree, at, `channel ${String(at.path[0])} has no ${what}`, remedy);
  const address = textField(channel, 'address');
  return [
    ...lintKind(tree, at, channel),
    ...(address === undefined ? [lacks('address', 'Give the name of the topic, with its version, as address.')] : []),
    ...(textField(kafka, 'topic') === address
      ? []
      : [lacks('Kafka topic that equals its address', 'Write the same name in both.')]),
    ...(numberField(kafka, 'partitions') === undefined
      ? [lacks('partitions', 'Add partitions to its Kafka binding.')]
      : []),
    ...(numberField(objectField(kafka, 'topicConfiguration'), 'retention.ms') === undefined
      ? [lacks('retention', 'Add topicConfiguration with retention.ms to its Kafka binding.')]
      : []),
  ];
}

function lintKind(tree: SpecTree, at: Location, channel: Json): Finding[] {
  const kind = textField(channel, 'x-kind') ?? '';
  if (!TOPIC_KINDS.some((known) => known === kind)) {
    const remedy = `${suggestion(kind, TOPIC_KINDS)}Write one of ${TOPIC_KINDS.join(', ')} as x-kind.`;
    return [finding(tree, at, `channel ${String(at.path[0])} has no known x-kind`, remedy)];
  }
  const consumed = kind !== 'audit' && kind !== 'dead-letters';
  if (!consumed || textField(channel, 'x-dead-letter') !== undefined) return [];
  return [
    finding(
      tree,
      at,
      `channel ${String(at.path[0])} has no x-dead-letter`,
      'Name the channel that takes what its consumers cannot process.',
    ),
  ];
}

function lintDocument(tree: SpecTree, file: string): Finding[] {
  if (textField(tree.root(file), 'x-service') !== undefined) return [];
  return [
    finding(
      tree,
      { file, path: [] },
      'the document does not say whose it is',
      'Give the name of the service as x-service.',
    ),
  ];
}
