/**
 * A history as a story between participants: who said what to whom, in order, with what it changed and what went
 * wrong. Both diagrams (SVG and Mermaid) and the list in words are drawn from it.
 *
 * Everything in it was observed: who received a message is read from the inboxes (`processed_events`) at the end of
 * the run, not from a table of who should have.
 */
import type { PaymentHistory } from '../../payments/history.ts';
import type { Names } from '../names.ts';
import { marksOf } from '../witness.ts';
import { exchangeSteps } from './exchanges.ts';
import { faultSteps } from './faults.ts';
import type { Step, Story, Telling } from './model.ts';
import { callSteps } from './providers.ts';
import { recordSteps } from './records.ts';
import { stateSteps } from './states.ts';

const laneOrder = ['client', 'payment', 'saga', 'wallet', 'gateway'];

/**
 * Tells a history.
 * @param witnesses What violations were proved with; steps that show it are marked.
 */
export function storyOf(
  history: PaymentHistory,
  names: Names,
  witnesses: readonly unknown[],
  stepsMax = Number.POSITIVE_INFINITY,
): Story {
  const telling: Telling = { history, names, marks: marksOf(witnesses) };
  const steps: Step[] = [
    ...faultSteps(telling),
    ...exchangeSteps(telling),
    ...recordSteps(telling),
    ...callSteps(telling),
    ...stateSteps(telling),
  ];
  // The sort is stable: at the same instant the order above decides, with the fault before what it causes.
  steps.sort((a, b) => a.atMs - b.atMs);
  const shown = steps.slice(0, stepsMax);
  return { participants: participantsOf(shown, history), steps: shown, total: steps.length };
}

function participantsOf(steps: readonly Step[], history: PaymentHistory): readonly string[] {
  const seen = new Set(steps.flatMap(lanesOf));
  const providers = [...new Set(history.calls.map(({ provider }) => provider))];
  const known = [...laneOrder, ...providers].filter((lane) => seen.has(lane));
  const others = [...seen].filter((lane) => !known.includes(lane)).sort();
  return [...known, ...others];
}

function lanesOf(step: Step): readonly string[] {
  if (step.kind === 'message') return [step.from, ...step.to];
  return step.kind === 'note' ? [step.over] : [];
}
