/** The part of docs/fidelity.md that says what is compared, made from the suites themselves. */
import { isDeepStrictEqual } from 'node:util';
import { clientCases } from './kafka/cases/index.ts';
import { AREAS } from './kafka/conformance-case.ts';
import { wireCases } from './kafka/wire/index.ts';
import { exchanges } from './postgres/exchanges.ts';
import { everythingAsked, type KafkaResults, kafkaResults, keptKafkaResults, label } from './results.ts';

const BEGIN = '<!-- made by `npm run fidelity` from the suites; what is written here by hand is lost -->';
const END = '<!-- end of what is made -->';

/** The page with what is made in it made anew. @throws Error if the page has no place for it */
export function withComparisons(page: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`docs/fidelity.md lacks the lines ${BEGIN} and ${END}.`);
  return `${page.slice(0, begin)}${BEGIN}\n\n${comparisons()}\n${page.slice(end)}`;
}

/**
 * What the last live run that answered everything right has seen.
 * @throws Error if the questions have changed since
 */
function answers(): readonly string[] {
  const kept = keptKafkaResults();
  const today = kafkaResults(everythingAsked(), kept.versions);
  if (!isDeepStrictEqual(kept, today)) {
    throw new Error('docs/fidelity.json tells of other questions than those of today; npm run test:live asks them.');
  }
  return [
    `Answered right in the last live run, with ${versionsOf(kept)}:`,
    '',
    '| asked | right answers |',
    '|---|---|',
    ...everythingAsked().map(
      (one) => `| ${label(one)} | ${kept.answered[label(one)] ?? 0} of ${today.answered[label(one)] ?? 0} |`,
    ),
  ];
}

function versionsOf({ versions }: KafkaResults): string {
  return Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(' and ');
}

function comparisons(): string {
  const kafka = AREAS.map((area) => [area, of(clientCases, area), of(wireCases, area)] as const);
  const claims = kafka.flatMap(([area, byClients, byHand]) => [
    `**${area}**`,
    '',
    ...byClients.map(({ claim }) => `- ${claim}`),
    ...byHand.map(({ claim }) => `- ${claim} *(by hand)*`),
    '',
  ]);
  const subjects = [...new Set(exchanges.map(({ area }) => area))];
  return [
    '| Kafka | questions by kafkajs and the Java client | questions by hand |',
    '|---|---|---|',
    ...kafka.map(([area, byClients, byHand]) => `| ${area} | ${byClients.length} | ${byHand.length} |`),
    `| together | ${clientCases.length} | ${wireCases.length} |`,
    '',
    ...answers(),
    '',
    '| Postgres | exchanges |',
    '|---|---|',
    ...subjects.map(
      (area) =>
        `| ${area} | ${of(exchanges, area)
          .map(({ says }) => says)
          .join('; ')} |`,
    ),
    '',
    '<details><summary>Every question to Kafka, with its right answer in words</summary>',
    '',
    ...claims,
    '</details>',
    '',
  ].join('\n');
}

function of<T extends { readonly area: string }>(all: readonly T[], area: string): readonly T[] {
  return all.filter((one) => one.area === area);
}
