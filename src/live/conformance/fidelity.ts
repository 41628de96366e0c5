/** The part of docs/fidelity.md that says what is compared, made from the suites themselves. */
import { clientCases } from './kafka/cases/index.ts';
import { AREAS } from './kafka/conformance-case.ts';
import { wireCases } from './kafka/wire/index.ts';
import { exchanges } from './postgres/exchanges.ts';

const BEGIN = '<!-- made by `npm run fidelity` from the suites; what is written here by hand is lost -->';
const END = '<!-- end of what is made -->';

/** The page with what is made in it made anew. @throws Error if the page has no place for it */
export function withComparisons(page: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`docs/fidelity.md lacks the lines ${BEGIN} and ${END}.`);
  return `${page.slice(0, begin)}${BEGIN}\n\n${comparisons()}\n${page.slice(end)}`;
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
