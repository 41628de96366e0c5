/**
 * The entry point of the system.
 *
 *   node src/system/main.ts migrate                  bring the database to this version's schema and create the topics
 *   node src/system/main.ts --service wallet         run one instance of one service
 *   node src/system/main.ts --service all            run all of them in this process
 *
 * Configuration comes from the environment. SIGTERM and SIGINT finish what is at work; a second one ends at once.
 */
import { parseArgs } from 'node:util';
import { type Config, configFromEnvironment, SERVICE_NAMES, type ServiceName } from './config.ts';
import { ConfigurationError } from './environment.ts';
import { startGatewayService } from './gateway/service.ts';
import { startMetricsService } from './metrics/service.ts';
import { migrate } from './migrate.ts';
import { startPaymentService } from './payment/service.ts';
import type { RunningService } from './platform/index.ts';
import { createLogger } from './platform/log.ts';
import { startRecoveryService } from './recovery/service.ts';
import { startSagaService } from './saga/service.ts';
import { createTopics } from './topics.ts';
import { startWalletService } from './wallet/service.ts';

const USAGE = `Usage: main.ts migrate | main.ts --service ${SERVICE_NAMES.join('|')}|all`;
/** What systemd and Kubernetes understand as "wrong usage or configuration; starting again does not help". */
const EXIT_USAGE = 2;

const STARTERS: Readonly<Record<ServiceName, (config: Config) => Promise<RunningService>>> = {
  payment: startPaymentService,
  wallet: startWalletService,
  gateway: startGatewayService,
  saga: startSagaService,
  metrics: startMetricsService,
  recovery: startRecoveryService,
};

/** The order in which all of them are started: each finds those before it ready. */
const START_ORDER: readonly ServiceName[] = ['wallet', 'payment', 'saga', 'gateway', 'metrics', 'recovery'];

type Task = { readonly kind: 'migrate' } | { readonly kind: 'run'; readonly services: readonly ServiceName[] };

function readTask(args: readonly string[]): Task | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { service: { type: 'string' } },
    allowPositionals: true,
  });
  const { service } = values;
  if (service === undefined) return positionals.join(' ') === 'migrate' ? { kind: 'migrate' } : undefined;
  if (positionals.length > 0) return undefined;
  if (service === 'all') return { kind: 'run', services: START_ORDER };
  const known = SERVICE_NAMES.filter((name) => name === service);
  return known.length === 1 ? { kind: 'run', services: known } : undefined;
}

async function prepare(config: Config): Promise<void> {
  const log = createLogger(config.log, 'migrate', config.instance);
  const applied = await migrate(config.database, (line) => log.debug(line));
  const created = await createTopics(config.kafka, log, { copies: config.topicSplit.consumers.length > 0 });
  log.info({ applied, created }, 'The database and the topics are ready.');
}

async function run(config: Config, services: readonly ServiceName[]): Promise<void> {
  const running: RunningService[] = [];
  let starting: Promise<unknown> = Promise.resolve();
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    // One that is just starting is stopped too, when it has started; what it failed of is told by `main`.
    starting
      .catch(() => undefined)
      .then(() => Promise.all(running.map((service) => service.stop())))
      .then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error);
          process.exit(1);
        },
      );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  for (const service of services) {
    if (stopping) return;
    starting = STARTERS[service](config).then((started) => running.push(started));
    await starting;
  }
}

async function main(): Promise<void> {
  const task = readTask(process.argv.slice(2));
  if (task === undefined) throw new ConfigurationError(USAGE);
  const config = configFromEnvironment(process.env);
  await (task.kind === 'migrate' ? prepare(config) : run(config, task.services));
}

function isUsage(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return error instanceof ConfigurationError || code.startsWith('ERR_PARSE_ARGS');
}

main().catch((error: unknown) => {
  if (isUsage(error)) console.error(error instanceof Error ? error.message : error);
  else console.error(error);
  process.exit(isUsage(error) ? EXIT_USAGE : 1);
});
