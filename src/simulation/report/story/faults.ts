/** Faults that struck, and processes that died by themselves, as steps across the participants that they touched. */
import { type PaymentFault, paymentFaults } from '../../payments/plan.ts';
import { describeFault } from '../describe.ts';
import { type FaultStep, serviceOf, type Telling } from './model.ts';

/** Kafka and Postgres have no lane: what happens to them is told at the edge that everybody sees. */
function lanesOf(fault: PaymentFault): readonly string[] {
  const lanes = new Set(paymentFaults.processesOf(fault).map(serviceOf));
  return lanes.size === 0 ? ['client'] : [...lanes];
}

export function faultSteps({ history, names, marks }: Telling): readonly FaultStep[] {
  const struck = history.faults.map((entry): FaultStep => {
    const { fault } = entry;
    return {
      kind: 'fault',
      atMs: entry.atMs,
      over: lanesOf(fault),
      text: names.within(describeFault(fault)),
      marked: marks.has(entry),
      ...(fault.verb === 'crash' || fault.verb === 'crash-all'
        ? { downUntilMs: entry.atMs + fault.restartAfterMs }
        : {}),
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
