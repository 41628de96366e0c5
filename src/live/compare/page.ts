/** What a comparison of the two worlds leaves behind. Pure. */

import type { ComparableKind } from './comparable.ts';
import type { Compared } from './compare.ts';

const KINDS: Readonly<Record<ComparableKind, string>> = {
  apart: 'payments and refunds that share nothing',
  provider: 'one payment, providers misbehave',
  race: 'payments that race for a wallet',
};

/** Which share of the runs without a race was the same in every line; 1 if there was none. */
export function equalShare(all: readonly Compared[]): number {
  const plain = all.filter(({ what }) => what.kind !== 'race');
  return plain.length === 0 ? 1 : plain.filter(({ agreement }) => agreement === 'equal').length / plain.length;
}

/** Whether every race ended as it does with some seed. */
export function everyRaceReached(all: readonly Compared[]): boolean {
  return all.every(({ what, agreement }) => what.kind !== 'race' || agreement !== 'different');
}

export function comparisonPage(all: readonly Compared[], firstSeed: number): string {
  const rows = (['apart', 'provider', 'race'] as const).map((kind) => {
    const list = all.filter(({ what }) => what.kind === kind);
    const count = (agreement: Compared['agreement']): number =>
      list.filter((one) => one.agreement === agreement).length;
    return `| ${KINDS[kind]} | ${list.length} | ${count('equal')} | ${count('reached')} | ${count('different')} |`;
  });
  const different = all.filter(({ agreement }) => agreement === 'different');
  const lines = different.flatMap(({ what, differences }) => [
    `- ${what.kind}, seed ${what.seed}`,
    ...differences.map((line) => `  - ${line}`),
  ]);
  return `# One scenario, two worlds

Made by \`npm run live:compare\`: ${all.length} drawn scenarios, seeds ${firstSeed} to ${firstSeed + all.length - 1}, each played live with Apache Kafka, Postgres and
processes, and in the simulated world. Compared are, per key, the messages in their order, and how payments, wallets and charges ended.

| scenarios | played | equal in every line | ended as with some seed | different |
|---|---|---|---|---|
${rows.join('\n')}

Without a race ${(equalShare(all) * 100).toFixed(1)} % are equal. ${everyRaceReached(all) ? 'Every race ended as it does with some seed.' : 'Not every race ended as it does with some seed.'}

## Different

${lines.length === 0 ? 'None.' : lines.join('\n')}
`;
}
