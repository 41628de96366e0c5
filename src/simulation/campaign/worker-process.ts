/**
 * The parent's end of one worker: starts it, gives it one job at a time, notices when it dies or hangs. A run during
 * which the worker died is reported as unfinished, never as passed.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { cpuMsOf } from './cpu-time.ts';
import type { SystemName } from './engine.ts';
import { EnvironmentError, isCallersError, revivedError } from './errors.ts';
import { type RunOutcome, unfinishedOutcome, type Wanted } from './outcome.ts';
import { type FromWorker, isFromWorker, type Job, type ToWorker } from './protocol.ts';

export interface WorkerOptions {
  readonly engine: string;
  readonly system: SystemName;
  readonly template: unknown;
  /** CPU time after which a run counts as hanging. */
  readonly runLimitMs: number;
  /** Time on the wall after which it does; ten times as long unless given, for machines that are busy with other things. */
  readonly wallLimitMs?: number;
}

const workerFile = fileURLToPath(new URL('./worker.ts', import.meta.url));
/** How long a worker may take to close its servers before it is ended by force. */
const closeLimitMs = 10_000;
/** By how much the wall may go before the run. */
const WALL_FACTOR = 10;
/** How often it is looked after a run until the wall's limit. */
const LOOKS = 40;
/** A session of real servers takes a while to open on a busy machine. */
const openLimitMs = 180_000;
const stderrKept = 2_000;
/** Much of what a run makes lives until its end; with more room for the young, the collector copies it less often. In megabytes. */
const YOUNG_SPACE = ['--min-semi-space-size=64', '--max-semi-space-size=64'];

export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #options: WorkerOptions;
  #nextId = 0;
  #stderr = '';

  private constructor(options: WorkerOptions) {
    this.#options = options;
    this.#child = fork(workerFile, [], {
      serialization: 'advanced',
      execArgv: YOUNG_SPACE,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    // Without a listener a worker that cannot be told anything any more would end the campaign.
    this.#child.on('error', (error) => this.#keep(error.message));
    this.#child.stderr?.on('data', (bytes: Buffer) => this.#keep(bytes.toString()));
  }

  /** @throws EnvironmentError if the engine could not open a session on this machine. */
  static async open(options: WorkerOptions): Promise<WorkerProcess> {
    const worker = new WorkerProcess(options);
    const { engine, system, template } = options;
    worker.#tell({ type: 'open', engine, system, template });
    const answer = await worker.#answer(openLimitMs, (message) => message.type !== 'done' && message.type !== 'failed');
    if (answer.kind === 'message' && answer.message.type === 'opened') return worker;
    await worker.kill();
    if (answer.kind === 'message' && answer.message.type === 'refused') throw revivedError(answer.message.error);
    throw new EnvironmentError(`A worker process could not be started: ${worker.#why(answer)}`);
  }

  /** False once the process has ended; it then takes no more jobs. */
  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null && this.#child.connected;
  }

  /**
   * Runs one job. Not to be called while another is under way.
   * @throws UsageError, EnvironmentError as the engine reports them.
   */
  async run(job: Job, wanted: Wanted = {}): Promise<RunOutcome> {
    const id = this.#nextId++;
    const started = performance.now();
    this.#tell({ type: 'run', id, job, wanted });
    const accepts = (message: FromWorker) => 'id' in message && message.id === id;
    const { runLimitMs, wallLimitMs = runLimitMs * WALL_FACTOR } = this.#options;
    const answer = await this.#answer(wallLimitMs, accepts, this.#hasHadItsTime());
    if (answer.kind === 'message' && answer.message.type === 'done') return answer.message.outcome;
    const wallMs = performance.now() - started;
    if (answer.kind === 'message' && answer.message.type === 'failed') {
      const { error, input } = answer.message;
      if (isCallersError(error)) throw revivedError(error);
      return unfinishedOutcome(input ?? standIn(job), `${error.name}: ${error.message}`, wallMs);
    }
    await this.kill();
    return unfinishedOutcome(standIn(job), this.#why(answer), wallMs);
  }

  /** Asks the worker to close its session, and ends it by force if it does not. */
  async close(): Promise<void> {
    if (!this.alive) return;
    const ended = once(this.#child, 'exit');
    this.#tell({ type: 'close' });
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), closeLimitMs);
    await ended;
    clearTimeout(timer);
  }

  /** Ends the process at once; what it had opened is left to the watchdog of the servers. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }

  #tell(message: ToWorker): void {
    // A send to a process that has just ended reports its error here; the exit itself is what is acted upon.
    if (this.#child.connected) this.#child.send(message, (error) => error !== null && this.#keep(error.message));
  }

  /** Whether a run has computed for too long. Counts from when it is first asked, so that short runs cost nothing; never, where nobody tells. */
  #hasHadItsTime(): () => Promise<boolean> {
    let first: number | undefined;
    return async () => {
      const cpuMs = this.#child.pid === undefined ? undefined : await cpuMsOf(this.#child.pid);
      first ??= cpuMs;
      return cpuMs !== undefined && first !== undefined && cpuMs - first >= this.#options.runLimitMs;
    };
  }

  /** Waits for a message, for the end of the process, or for the limit, whichever comes first; `enough` is asked now and then before that. */
  #answer(
    limitMs: number,
    accepts: (message: FromWorker) => boolean,
    enough: () => Promise<boolean> = () => Promise.resolve(false),
  ): Promise<Answer> {
    return new Promise((resolve) => {
      const started = performance.now();
      const settle = (answer: Answer): void => {
        clearInterval(timer);
        this.#child.off('message', onMessage);
        this.#child.off('exit', onExit);
        resolve(answer);
      };
      const onMessage = (message: unknown): void => {
        if (isFromWorker(message) && accepts(message)) settle({ kind: 'message', message });
      };
      const onExit = (): void => settle({ kind: 'exit' });
      const look = async (): Promise<void> => {
        const waitedMs = performance.now() - started;
        if (waitedMs >= limitMs || (await enough())) settle({ kind: 'limit', limitMs: waitedMs });
      };
      const timer = setInterval(() => void look(), limitMs / LOOKS);
      this.#child.on('message', onMessage);
      this.#child.on('exit', onExit);
      if (!this.alive) onExit();
    });
  }

  #why(answer: Answer): string {
    if (answer.kind === 'limit') return `the worker did not answer within ${(answer.limitMs / 1000).toFixed(1)} s`;
    const { exitCode, signalCode } = this.#child;
    const last = this.#stderr.trim();
    const how = signalCode === null ? `with exit code ${exitCode ?? '?'}` : `by ${signalCode}`;
    return `the worker process ended ${how}${last === '' ? '' : `: ${last}`}`;
  }

  #keep(text: string): void {
    this.#stderr = (this.#stderr + text).slice(-stderrKept);
  }
}

type Answer =
  | { readonly kind: 'message'; readonly message: FromWorker }
  | { readonly kind: 'exit' }
  | { readonly kind: 'limit'; readonly limitMs: number };

/** Names a run whose input was lost with its worker; its scenario and seed are enough to do it again. */
function standIn(job: Job) {
  if (job.kind === 'input') return job.input;
  return { scenario: job.scenario, seed: job.seed, workload: { wallets: [], requests: [] }, plan: [] };
}
