/** Faults that struck, and processes that died by themselves, as steps across the participants that they touched. */
import { describeFault } from '../describe.ts';
import { type FaultStep, serviceOf, type Telling } from './model.ts';

export function faultSteps({ history, names, marks }: Telling): readonly FaultStep[] {
  const struck = history.faults.map((entry): FaultStep => {
    const { fault } = entry;
    return {
      kind: 'fault',
      atMs: entry.atMs,
      over:
        fault.verb === 'provider' ? [fault.provider] : [serviceOf(fault.verb === 'crash' ? fault.process : fault.from)],
      text: names.within(describeFault(fault)),
      marked: marks.has(entry),
      ...(fault.verb === 'crash' ? { downUntilMs: entry.atMs + fault.restartAfterMs } : {}),
    };
  });
  const died = history.failures.map(
    (failure): FaultStep => ({
      kind: 'fault',
      atMs: failure.atMs,
      over: [serviceOf(failure.process)],
      text: names.within(`${failure.process} died: ${failure.error.split('\n')[0] ?? ''}`),
      marked: marks.has(failure),
    }),
  );
  return [...struck, ...died];
}
