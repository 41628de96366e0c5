/**
 * Several workers that share a stream of jobs. Answers are numbered by job, so that what a campaign concludes does
 * not depend on which worker was faster.
 */
import { EnvironmentError } from './errors.ts';
import type { RunOutcome, Wanted } from './outcome.ts';
import type { Job } from './protocol.ts';
import { type WorkerOptions, WorkerProcess } from './worker-process.ts';

/** A worker that has died is replaced; more deaths than this in a row mean that the machine is at fault. */
const deathsInARowMax = 3;

export class WorkerPool {
  readonly #options: WorkerOptions;
  readonly #workers: WorkerProcess[];
  #deathsInARow = 0;
  #closed = false;

  private constructor(options: WorkerOptions, workers: WorkerProcess[]) {
    this.#options = options;
    this.#workers = workers;
  }

  /** @throws EnvironmentError if the workers cannot be started; none is left behind then. */
  static async open(size: number, options: WorkerOptions): Promise<WorkerPool> {
    const starts = await Promise.allSettled(Array.from({ length: size }, () => WorkerProcess.open(options)));
    const workers = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
    const failed = starts.find((start) => start.status === 'rejected');
    if (failed === undefined) return new WorkerPool(options, workers);
    await Promise.all(workers.map((worker) => worker.close()));
    throw failed.reason;
  }

  get size(): number {
    return this.#workers.length;
  }

  /**
   * Does jobs on all workers until the stream ends or the pool is closed. `onDone` is called in the order in which
   * the runs end, with the job's place in the stream.
   */
  async drain(jobs: Iterable<Job>, wanted: Wanted, onDone: (outcome: RunOutcome, index: number) => void) {
    const iterator = jobs[Symbol.iterator]();
    let index = 0;
    let failing = false;
    const work = async (slot: number): Promise<void> => {
      while (!this.#closed && !failing) {
        const next = iterator.next();
        if (next.done === true) return;
        const place = index++;
        const outcome = await this.runOn(slot, next.value, wanted);
        if (!this.#closed) onDone(outcome, place);
      }
    };
    // What one worker cannot do for want of space, no other will: the first failure is the end of all.
    const fail = (error: unknown): never => {
      failing = true;
      throw error;
    };
    const ends = await Promise.allSettled(this.#workers.map((_, slot) => work(slot).catch(fail)));
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined && !this.#closed) throw failed.reason;
  }

  /** The outcomes of a few jobs, in their order. */
  async all(jobs: readonly Job[], wanted: Wanted = {}): Promise<readonly RunOutcome[]> {
    const outcomes: RunOutcome[] = [];
    await this.drain(jobs, wanted, (outcome, index) => {
      outcomes[index] = outcome;
    });
    return outcomes;
  }

  /** Runs one job on a certain worker, replacing the worker first if it has died. */
  async runOn(slot: number, job: Job, wanted: Wanted = {}): Promise<RunOutcome> {
    const outcome = await (await this.#living(slot)).run(job, wanted);
    this.#deathsInARow = this.#workers[slot]?.alive === true ? 0 : this.#deathsInARow + 1;
    if (this.#deathsInARow > deathsInARowMax && !this.#closed) {
      const reason = outcome.undecided[0]?.reason ?? 'no reason is known';
      throw new EnvironmentError(`${this.#deathsInARow} workers died one after the other; the last: ${reason}.`);
    }
    return outcome;
  }

  /** Lets all workers close their servers. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#workers.map((worker) => worker.close()));
  }

  /** Ends all workers by force. */
  async kill(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#workers.map((worker) => worker.kill()));
  }

  async #living(slot: number): Promise<WorkerProcess> {
    const worker = this.#workers[slot];
    if (worker?.alive === true || this.#closed) return worker ?? WorkerProcess.open(this.#options);
    const replacement = await WorkerProcess.open(this.#options);
    this.#workers[slot] = replacement;
    return replacement;
  }
}
