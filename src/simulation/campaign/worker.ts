/**
 * The main file of a worker process: opens one engine session and runs what it is given, one run at a time.
 *
 * It ignores the signals of the terminal, which reach the whole process group, and ends when its parent says so
 * or is gone; so a session is always closed by somebody who knows what is still running.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Catalogue, EngineSession, RunInput } from './engine.ts';
import { loadEngine } from './engine-module.ts';
import { plainError } from './errors.ts';
import { outcomeOf } from './outcome.ts';
import { type FromWorker, isToWorker, type Job, type ToWorker } from './protocol.ts';

/** How long a run that is under way may still use the servers after the parent wants to stop. */
const lastRunMs = 2_000;

let session: EngineSession | undefined;
let catalogue: Catalogue | undefined;
let opening: Promise<void> = Promise.resolve();
let running: Promise<void> = Promise.resolve();
let closing = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ignore);
process.on('disconnect', close);
process.on('message', (message) => {
  if (isToWorker(message)) take(message);
});

function take(message: ToWorker): void {
  if (message.type === 'open') opening = open(message);
  if (message.type === 'run') running = run(message);
  if (message.type === 'close') close();
}

async function open(message: Extract<ToWorker, { type: 'open' }>): Promise<void> {
  try {
    const loaded = await loadEngine(message.engine);
    catalogue = loaded.catalogue;
    session = await loaded.engine.open({ template: message.template, system: message.system });
    tell({ type: 'opened' });
  } catch (error) {
    tell({ type: 'refused', error: plainError(error) });
  }
}

async function run({ id, job, wanted }: Extract<ToWorker, { type: 'run' }>): Promise<void> {
  if (session === undefined || catalogue === undefined) return;
  let input: RunInput | undefined;
  try {
    input = inputOf(job, catalogue);
    const result = await session.run(input, { keepTrace: wanted.trace === true || wanted.points === true });
    const { history } = result;
    const judgements = catalogue.judge(input, history);
    const outcome = outcomeOf(input, result, judgements, wanted, catalogue.reached?.(history));
    tell({ type: 'done', id, outcome });
  } catch (error) {
    tell({ type: 'failed', id, error: plainError(error), ...(input === undefined ? {} : { input }) });
  }
}

function inputOf(job: Job, from: Catalogue): RunInput {
  return job.kind === 'input' ? job.input : from.input(job.scenario, job.seed, job.faults);
}

/** Lets the run under way come to its end if that is near, closes the session, and ends the process. */
function close(): void {
  if (closing) return;
  closing = true;
  opening
    .then(() => Promise.race([running, delay(lastRunMs)]))
    .then(() => session?.close())
    .then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${plainError(error).message}\n`);
        process.exit(1);
      },
    );
}

function tell(message: FromWorker): void {
  if (!closing && process.connected) process.send?.(message);
}

function ignore(): void {
  // The parent decides.
}
