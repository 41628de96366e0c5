/** State diagrams of the machines, from their own list of transitions, so that a picture cannot say something else. */
import { mermaidHead } from '../emit/head.ts';

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly event: string;
}

/** A state diagram; events that lead the same way share an arrow. Terminal states are those that nothing leaves. */
export function stateDiagram(purpose: string, initial: string, transitions: readonly Arrow[]): string {
  const arrows = Map.groupBy(transitions, ({ from, to }) => `${from} --> ${to}`);
  const labelled = [...arrows].map(
    ([arrow, events]) => `${arrow} : ${[...new Set(events.map(({ event }) => event))].join('<br/>')}`,
  );
  const left = new Set(transitions.map(({ from }) => from));
  const terminal = [...new Set(transitions.map(({ to }) => to))].filter((state) => !left.has(state));
  const lines = [`[*] --> ${initial}`, ...labelled, ...terminal.map((state) => `${state} --> [*]`)];
  return `${mermaidHead(purpose)}stateDiagram-v2\n${lines.map((line) => `  ${line}\n`).join('')}`;
}
