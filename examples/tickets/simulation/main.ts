/** `node examples/tickets/simulation/main.ts [naive|once]`: a hundred seeds of the shop that reserves in this way. */
import { reserveNaively, reserveOnce } from '../shop/reserve.ts';
import { findViolation } from './search.ts';
import { TicketsWorlds } from './tickets-world.ts';

const SEEDS = 100;
const [, , way = 'naive'] = process.argv;
if (way !== 'naive' && way !== 'once') {
  console.error(`There is no way "${way}" of reserving. There are: naive, once.`);
  process.exit(2);
}
const worlds = await TicketsWorlds.open();
try {
  const found = await findViolation(worlds, way === 'naive' ? reserveNaively : reserveOnce, SEEDS);
  if (found === undefined) console.log(`✓ ${SEEDS} runs hold.`);
  else {
    console.log(`✗ ${found.violations.join('\n  ')}`);
    console.log(`  found by seed ${found.seed}, made small in ${found.runs} runs:`);
    console.log(`  ${JSON.stringify(found.smallest, undefined, 2).replaceAll('\n', '\n  ')}`);
    process.exitCode = 1;
  }
} finally {
  await worlds.close();
}
