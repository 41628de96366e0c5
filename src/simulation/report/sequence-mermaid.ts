/** The sequence diagram as Mermaid, for Markdown that is read where Mermaid is drawn. */
import { duration } from './format.ts';
import type { MessageStep, Step, Story } from './story/model.ts';

const arrows: Readonly<Record<MessageStep['style'], string>> = {
  request: '->>',
  answer: '-->>',
  command: '-)',
  event: '-)',
  lost: '--x',
};
const pauseMsMin = 500;

/** A fenced block's content; starts with `sequenceDiagram`. */
export function sequenceMermaid({ participants, steps, total }: Story): string {
  const lines = ['sequenceDiagram'];
  for (const name of participants) lines.push(`  participant ${nameOf(name)}`);
  let before = steps[0]?.atMs ?? 0;
  const [first, last] = [participants[0] ?? 'client', participants.at(-1) ?? 'client'];
  const across = `Note over ${nameOf(first)},${nameOf(last)}`;
  for (const step of steps) {
    if (step.atMs - before >= pauseMsMin) lines.push(`  ${across}: ${duration(step.atMs - before)} later`);
    before = step.atMs;
    for (const line of drawn(step, across)) lines.push(`  ${line}`);
  }
  if (steps.length < total) lines.push(`  ${across}: ${total - steps.length} further steps are left out`);
  return lines.join('\n');
}

function drawn(step: Step, across: string): readonly string[] {
  const witness = step.marked ? '❗ ' : '';
  if (step.kind === 'fault') return [`${across}: ⚡ ${witness}${safe(step.text)}`];
  if (step.kind === 'note') return [`Note over ${nameOf(step.over)}: ${witness}${safe(step.text)}`];
  const from = nameOf(step.from);
  if (step.to.length === 0) return [`Note over ${from}: ${witness}${safe(step.label)}`];
  return step.to.map((to) => `${from}${arrows[step.style]}${nameOf(to)}: ${witness}${safe(step.label)}`);
}

/** Mermaid takes these names as they are; what else is in a name could end the statement. */
function nameOf(name: string): string {
  return name.replace(/[^A-Za-z0-9_]/g, '_');
}

/** `;` ends a statement, `#` begins an entity, and a line break begins the next line. */
function safe(text: string): string {
  return (
    text
      .replaceAll('#', '#35;')
      .replaceAll(/;(?<!#35;)/g, ',')
      .replaceAll(/\s+/g, ' ')
      .trim() || '…'
  );
}
