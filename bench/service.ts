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
import { cpuLine, headLine, line } from './service/table.ts';

async function measureAll(options: BenchOptions): Promise<readonly Measurement[]> {
  console.log(
    `The project's own broker on TCP; embedded Postgres, fsync and synchronous_commit on; ${availableParallelism()} cores for everything.\n` +
      `Commits, flushes and WAL are per payment; the floor is four durable commits per payment, 32 clients.\n\n${headLine()}`,
  );
  const done: Measurement[] = [];
  for (const latencyMs of options.latencies) {
    const stage = await setStage({ basePort: options.basePort, latencyMs, profile: options.profile });
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

function forPrograms(measurements: readonly Measurement[]): string {
  const plain = measurements.map((one) => ({
    ...one,
    costs: { ...one.costs, cpuMs: Object.fromEntries(one.costs.cpuMs) },
  }));
  return `${JSON.stringify({ broker: "the project's own", measurements: plain }, undefined, 2)}\n`;
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    console.log(HELP);
    return;
  }
  const measurements = await measureAll(options);
  if (options.json !== undefined) writeFileSync(options.json, forPrograms(measurements));
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    const expected = error instanceof UsageError || error instanceof DevUsageError || error instanceof EnvironmentError;
    console.error(expected ? error.message : error);
    process.exit(expected ? 2 : 1);
  },
);
