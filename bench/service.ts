/** `npm run bench:service`: what the services carry on this machine, see `service/options.ts` for what can be asked for. */
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { UsageError as DevUsageError } from '../src/dev/options.ts';
import { EnvironmentError } from '../src/simulation/world/postgres/index.ts';
import { Floor } from './service/floor.ts';
import { type Measurement, measure } from './service/measurement.ts';
import { moneyProblem } from './service/money.ts';
import { type BenchOptions, HELP, readOptions, UsageError } from './service/options.ts';
import { setStage } from './service/stage.ts';
import { measureWithStored, type StoredEventsResult } from './service/stored-events.ts';
import { cpuLine, growthLine, headLine, line } from './service/table.ts';

const BROKER_NAMES = { own: "The project's own broker on TCP", kafka: 'Apache Kafka, one node' } as const;

async function measureAll(options: BenchOptions): Promise<readonly Measurement[]> {
  console.log(
    `${BROKER_NAMES[options.broker]}; embedded Postgres, fsync and synchronous_commit on; ${availableParallelism()} cores for everything.\n` +
      `Commits, flushes and WAL are per payment; the floor is four durable commits per payment, 32 clients.\n\n${headLine()}`,
  );
  const done: Measurement[] = [];
  for (const latencyMs of options.latencies) {
    const stage = await setStage({
      basePort: options.basePort,
      latencyMs,
      profile: options.profile,
      broker: options.broker,
    });
    try {
      const floor = await Floor.open(stage.floorUrl);
      for (const wallets of options.wallets) {
        for (const clients of options.clients) {
          const measurement = await measure(stage, floor, { clients, wallets, latencyMs }, options.seconds);
          console.log(`${line(measurement)}\n${cpuLine(measurement)}`);
          done.push(measurement);
        }
      }
      await floor.close();
      const problem = await moneyProblem(stage.database);
      if (problem !== undefined) throw new Error(`The money does not add up: ${problem}`);
      console.log('The money adds up.');
    } finally {
      await stage.stop();
    }
  }
  return done;
}

/** Highest growth of the work per payment that is taken for none: a tree of a million entries has a level more than one of ten thousand. */
const GROWTH_MAX = 1.3;

async function measureGrowth(options: BenchOptions): Promise<readonly StoredEventsResult[]> {
  const results: StoredEventsResult[] = [];
  console.log('Work per payment, 4 clients: blocks of 8 kB and rows that Postgres looks at.\n');
  for (const wanted of options.storedEvents) {
    const stage = await setStage({
      basePort: options.basePort,
      latencyMs: 0,
      profile: options.profile,
      broker: options.broker,
    });
    try {
      const result = await measureWithStored(stage, wanted, options.seconds);
      console.log(growthLine(result));
      results.push(result);
    } finally {
      await stage.stop();
    }
  }
  const blocks = results.map((result) => result.blocks);
  const growth = Math.max(...blocks) / Math.min(...blocks);
  console.log(`\nMost over least blocks: ${growth.toFixed(2)}.`);
  if (growth > GROWTH_MAX)
    throw new Error(`The work per payment grows with the number of stored events: ${growth.toFixed(2)} times.`);
  return results;
}

/** As JSON can hold it. */
function forPrograms(measurements: readonly Measurement[]) {
  return measurements.map((one) => ({ ...one, costs: { ...one.costs, cpuMs: Object.fromEntries(one.costs.cpuMs) } }));
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    console.log(HELP);
    return;
  }
  const isGrowth = options.storedEvents.length > 0;
  const results = isGrowth ? await measureGrowth(options) : forPrograms(await measureAll(options));
  if (options.json === undefined) return;
  writeFileSync(options.json, `${JSON.stringify({ broker: BROKER_NAMES[options.broker], results }, undefined, 2)}\n`);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    const expected = error instanceof UsageError || error instanceof DevUsageError || error instanceof EnvironmentError;
    console.error(expected ? error.message : error);
    process.exit(expected ? 2 : 1);
  },
);
