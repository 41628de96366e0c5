/**
 * `npm run bench:simulate`: what the simulated world costs. Absolute times depend on the machine and its mood; the ratio
 * compares two ways of sending the same statements to the same server, in turns, within this run.
 */
import { measurePayments } from './payments.ts';
import { pinToOneCore } from './pin.ts';
import { measureStatements } from './statements.ts';

console.log(
  pinToOneCore()
    ? 'on          one core, Postgres included'
    : 'on          all cores, since taskset is missing here: expect other numbers',
);

const statements = await measureStatements();
console.log(
  `statement   ${statements.worldUs.toFixed(1)} µs in the world, ${statements.bareUs.toFixed(1)} µs by bare pg: ratio ${statements.ratio.toFixed(2)}` +
    ` (medians of ${statements.rounds} rounds of ${statements.statements})`,
);
const { payments, waiting } = await measurePayments();
console.log(
  `payments    ${payments.perSecond.toFixed(0)} per second in one process; ${payments.statementsPerPayment.toFixed(0)} statements and ` +
    `${payments.eventsPerPayment.toFixed(0)} events each`,
);
console.log(
  `waiting     ${(waiting.virtualMs / 1000).toFixed(0)} s of virtual time in ${waiting.wallMs.toFixed(0)} ms: ${waiting.events} events of ` +
    `${waiting.waitingUs.toFixed(1)} µs (busy: ${waiting.busyUs.toFixed(1)} µs)`,
);
process.exit(0);
