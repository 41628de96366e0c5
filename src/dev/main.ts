/** `npm run dev`: the whole system on one machine, see `options.ts` for what can be asked for. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EnvironmentError } from '../simulation/world/postgres/environment-error.ts';
import { SERVICE_NAMES } from '../system/config.ts';
import { allReady, createWallet, payLine } from './demo.ts';
import { type Infrastructure, startInfrastructure } from './infrastructure.ts';
import { type DevOptions, HELP, readOptions, UsageError } from './options.ts';
import { brokerAddress, environment, type Program, providers, services, urlOf } from './plan.ts';
import { Supervisor } from './supervisor.ts';
import { playTrial } from './trial/trial.ts';

const EXIT_USAGE = 2;
const SYSTEM = join(import.meta.dirname, '../system/main.ts');

const say = (line: string): void => console.log(line);

/** Not synchronous: the broker that it talks to lives in this process. */
async function migrate(options: DevOptions, databaseUrl: string): Promise<void> {
  const env = { ...process.env, ...environment(options, databaseUrl) };
  await promisify(execFile)(process.execPath, [SYSTEM, 'migrate'], { env });
}

/** Ends everything, and this process with `code`. */
type Stop = (code: number) => Promise<never>;

function stopOnSignals(supervisor: Supervisor, infrastructure: Infrastructure, programs: readonly Program[]): Stop {
  const names = programs.map(({ name }) => name);
  const isService = (name: string): boolean => SERVICE_NAMES.some((service) => service === name);
  let stopping = false;
  const stop = async (code: number): Promise<never> => {
    if (stopping) process.exit(1);
    stopping = true;
    say('Stopping. Press Ctrl-C again to end at once.');
    // Services finish what is at work, for which they need the others.
    await supervisor.stop(names.filter(isService));
    await supervisor.stop(names.filter((name) => !isService(name)));
    await infrastructure.stop();
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(0));
  return stop;
}

/** Whether the trial went well. */
function tryOut(options: DevOptions, supervisor: Supervisor): Promise<boolean> {
  const { basePort } = options;
  return playTrial({
    urls: {
      payment: urlOf(basePort, 'payment'),
      wallet: urlOf(basePort, 'wallet'),
      providers: providers(options).map(({ url }) => url),
    },
    services: SERVICE_NAMES.map((name) => ({ name, url: urlOf(basePort, name) })),
    kill: (name) => {
      const pid = supervisor.pid(name);
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
    },
    say,
  });
}

async function run(options: DevOptions): Promise<void> {
  say('Starting Postgres, the broker, three providers and six services …');
  const infrastructure = await startInfrastructure(options);
  const programs = [...providers(options), ...services(options, infrastructure.databaseUrl)];
  const supervisor = new Supervisor(say);
  const stop = stopOnSignals(supervisor, infrastructure, programs);
  await migrate(options, infrastructure.databaseUrl);
  for (const program of programs) supervisor.keep(withDefaults(program));
  await allReady(SERVICE_NAMES.map((name) => urlOf(options.basePort, name)));
  if (options.trial) await stop((await tryOut(options, supervisor)) ? 0 : 1);
  const walletId = await createWallet(urlOf(options.basePort, 'wallet'));
  say(welcome(options, infrastructure, programs, supervisor));
  if (walletId !== undefined) say(`Pay something:\n\n  ${payLine(urlOf(options.basePort, 'payment'), walletId)}\n`);
}

/**
 * What a developer expects who has set nothing: no keys needed, only what is out of order is logged, and the share of an instance that was
 * killed is taken over after seconds.
 */
function withDefaults(program: Program): Program {
  const { API_AUTH = 'off', LOG_LEVEL = 'warn', KAFKA_SESSION_TIMEOUT_MS = '6000' } = process.env;
  return { ...program, env: { API_AUTH, LOG_LEVEL, KAFKA_SESSION_TIMEOUT_MS, ...program.env } };
}

function welcome(
  options: DevOptions,
  { databaseUrl }: Infrastructure,
  programs: readonly Program[],
  supervisor: Supervisor,
): string {
  const { host, port } = brokerAddress(options);
  return [
    '',
    'Ready.',
    ...programs.map(({ name, url }) => `  ${name.padEnd(8)} ${url}  process ${supervisor.pid(name) ?? '?'}`),
    `  Postgres ${databaseUrl}`,
    `  Kafka    ${host}:${port}`,
    '',
    `The API is described at ${urlOf(options.basePort, 'payment')}/openapi.json; metrics are at /metrics of each service.`,
    'Kill any process with kill -9: it is started again, and nothing is lost or done twice. Ctrl-C stops everything.',
    '',
  ].join('\n');
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) say(HELP);
  else await run(options);
}

main().catch((error: unknown) => {
  const expected = error instanceof UsageError || error instanceof EnvironmentError;
  console.error(expected ? error.message : error);
  process.exit(expected ? EXIT_USAGE : 1);
});
