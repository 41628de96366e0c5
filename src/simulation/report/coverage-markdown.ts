/** Which scenario reaches what, as a page that is committed: every transition of the machines, and what is to happen sometimes. */

interface Goal {
  readonly name: string;
  readonly group: string;
}

/** What one run of a scenario reached. */
export interface Reached {
  readonly scenario: string;
  /** Names of goals. */
  readonly reached: readonly string[];
}

/** The page; goals that no run reached say so, and are for other seeds and for drawn runs. */
export function coverageMarkdown(goals: readonly Goal[], runs: readonly Reached[]): string {
  const sections = [...Map.groupBy(goals, ({ group }) => group)].flatMap(([group, list]) =>
    sectionOf(group, list, runs),
  );
  return [
    '# What the scenarios reach',
    '',
    'In one run of each, with seed 1 and without any faults but their own. A campaign counts the same for all of its runs.',
    '',
    ...sections,
  ].join('\n');
}

function sectionOf(group: string, goals: readonly Goal[], runs: readonly Reached[]): readonly string[] {
  const rows = goals.map(({ name }) => {
    const where = runs.filter(({ reached }) => reached.includes(name)).map(({ scenario }) => scenario);
    return { name: name.slice(name.indexOf(' ') + 1), where };
  });
  const seen = rows.filter(({ where }) => where.length > 0).length;
  return [
    `## ${group}: ${seen} of ${goals.length}`,
    '',
    '| | reached by |',
    '| --- | --- |',
    ...rows.map(({ name, where }) => `| ${name} | ${where.join(', ') || '–'} |`),
    '',
  ];
}
