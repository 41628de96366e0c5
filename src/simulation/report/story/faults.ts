/** Faults that struck, and processes that died by themselves, as steps across the participants that they touched. */
import type { PaymentFault } from '../../payments/plan.ts';
import { describeFault } from '../describe.ts';
import { type FaultStep, serviceOf, type Telling } from './model.ts';

/** Kafka and Postgres have no lane: an outage of theirs is told at the edge that everybody sees. */
function laneOf(fault: PaymentFault): string {
  switch (fault.verb) {
    case 'provider':
    case 'provider-outage':
    case 'webhook':
      return fault.provider;
    case 'outage':
      return 'client';
    case 'crash':
      return serviceOf(fault.process);
    case 'reset':
    case 'delay':
      return serviceOf(fault.from);
  }
}

export function faultSteps({ history, names, marks }: Telling): readonly FaultStep[] {
  const struck = history.faults.map((entry): FaultStep => {
    const { fault } = entry;
    return {
      kind: 'fault',
      atMs: entry.atMs,
      over: [laneOf(fault)],
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
