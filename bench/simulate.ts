/**
 * `npm run bench:simulate`: what the simulated world costs. Absolute times depend on the machine and its mood; the ratio
 * compares two ways of sending the same statements to the same server, in turns, within this run.
 */
import { measurePayments } from './payments.ts';
import { pinToOneCore } from './pin.ts';
import { measureStatements } from './statements.ts';

const asScheduled = await measureStatements();
console.log(
  `statement   ${asScheduled.worldUs.toFixed(1)} µs in the world, ${asScheduled.bareUs.toFixed(1)} µs by bare pg: ratio ${asScheduled.ratio.toFixed(2)}` +
    ` (medians of ${asScheduled.rounds} rounds of ${asScheduled.statements})`,
);
const pinned = pinToOneCore();
console.log(pinned ? 'from here   on one core, Postgres included' : 'from here   on all cores too: taskset is missing');
if (pinned) {
  const { worldUs, bareUs, ratio } = await measureStatements();
  console.log(
    `statement   ${worldUs.toFixed(1)} µs in the world, ${bareUs.toFixed(1)} µs by bare pg, which no longer waits for a core to wake: ` +
      `ratio ${ratio.toFixed(2)}`,
  );
}
const { payments, waiting } = await measurePayments();
console.log(
  `payments    ${payments.perSecond.toFixed(0)} per second, with one instance of each service; ${payments.statementsPerPayment.toFixed(0)} statements and ` +
    `${payments.eventsPerPayment.toFixed(0)} events each`,
);
console.log(
  `waiting     ${(waiting.virtualMs / 1000).toFixed(0)} s of virtual time in ${waiting.wallMs.toFixed(0)} ms: ${waiting.events} events of ` +
    `${waiting.waitingUs.toFixed(1)} µs (busy: ${waiting.busyUs.toFixed(1)} µs)`,
);
process.exit(0);
