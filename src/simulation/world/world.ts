/**
 * A world: virtual time, a network, simulated processes, and the faults that happen to them, all functions of one
 * seed. Code under test runs unmodified inside; `installWorld()` must have been awaited before it is imported.
 */
import { Aftermath } from './faults/aftermath.ts';
import { FaultEngine } from './faults/fault-engine.ts';
import { type WorldFault, worldFaults } from './faults/world-faults.ts';
import { EventLoop, type RunEnd, type RunOptions } from './loop/event-loop.ts';
import type { Owner } from './loop/event-queue.ts';
import { type Latency, Network } from './network/network.ts';
import type { FaultStruck, PlannedFault } from './plan.ts';
import { PointRegistry } from './points.ts';
import type { Cancel, FaultContribution, Hold, Random, Scheduler } from './ports.ts';
import { type Failure, Incarnation, type Surroundings } from './processes/incarnation.ts';
import { type ProcessSpec, SimulatedProcess } from './processes/simulated-process.ts';
import { SeededRandom } from './random.ts';
import { Trace } from './trace.ts';

export interface WorldOptions {
  readonly seed: number;
  /** The wall-clock time at virtual time 0; 2026-01-01T00:00:00Z unless given. */
  readonly epoch?: Date;
  /** Those of the world, and those of servers that `contribute` makes known. */
  readonly faults?: readonly (WorldFault | PlannedFault)[];
  /** How long a segment takes one way; 0.2 to 1.7 ms unless given. */
  readonly latency?: Latency;
  /** Keep the entries of the trace for people, not only its hash. */
  readonly keepTrace?: boolean;
}

/** An uncaught error or an exit inside of a simulated process. */
export interface ProcessFailure {
  readonly atMs: number;
  readonly process: string;
  readonly error: unknown;
}

const DEFAULT_EPOCH_MS = Date.UTC(2026, 0, 1);
const DEFAULT_LATENCY: Latency = { minMs: 0.2, maxMs: 1.7 };

export class World implements Scheduler {
  /** The wall-clock time at virtual time 0, in milliseconds since 1970. */
  readonly epochMs: number;
  readonly random: Random;
  readonly trace: Trace;
  readonly network: Network;
  readonly points: PointRegistry;
  /** Keeps virtual time still until real work is done; work that fails ends the run with its error. */
  readonly hold: Hold;
  readonly #loop: EventLoop;
  readonly #faults: FaultEngine;
  readonly #surroundings: Surroundings;
  readonly #processes = new Map<string, SimulatedProcess>();
  readonly #failures: ProcessFailure[] = [];

  /** Makes a world at virtual time 0 in which nothing happens until `run`. */
  static open(options: WorldOptions): World {
    return new World(options);
  }

  private constructor(options: WorldOptions) {
    const loop = new EventLoop((error, owner) => this.#uncaught(error, owner));
    this.#loop = loop;
    this.random = new SeededRandom(options.seed);
    this.trace = new Trace(() => loop.now(), options.keepTrace);
    this.points = new PointRegistry(this.trace);
    this.network = new Network({
      loop,
      trace: this.trace,
      random: this.random.fork('network'),
      latency: options.latency ?? DEFAULT_LATENCY,
      points: this.points,
    });
    this.hold = (work) => loop.hold(work);
    this.epochMs = options.epoch?.getTime() ?? DEFAULT_EPOCH_MS;
    this.#surroundings = { loop, network: this.network, trace: this.trace, epochMs: this.epochMs };
    const { trace, network, points } = this;
    this.#faults = new FaultEngine({ scheduler: loop, trace, points }, options.faults ?? []);
    this.contribute(
      worldFaults({
        scheduler: loop,
        network,
        random: this.random.fork('faults'),
        aftermath: new Aftermath(loop),
        find: (name) => this.#processes.get(name),
      }),
    );
  }

  /**
   * Makes the faults of a server of this world known.
   * @throws If there is a fault of such a verb already.
   */
  contribute(contribution: FaultContribution): void {
    this.#faults.contribute(contribution);
  }

  /** The faults that struck so far. */
  get struck(): readonly FaultStruck[] {
    return this.#faults.struck;
  }

  /** What processes died of by themselves so far. */
  get failures(): readonly ProcessFailure[] {
    return this.#failures;
  }

  /** How many events have happened. */
  get events(): number {
    return this.#loop.events;
  }

  now(): number {
    return this.#loop.now();
  }

  schedule(delayMs: number, action: () => void): Cancel {
    return this.#loop.schedule(delayMs, action);
  }

  /**
   * Starts a process at the current virtual time.
   * @throws If there is one of that name, or a server listens under it.
   */
  spawn(spec: ProcessSpec): SimulatedProcess {
    if (this.#processes.has(spec.name)) {
      throw new Error(`There is a process named "${spec.name}" in this world already; names must be unique.`);
    }
    const random = this.random.fork(`process:${spec.name}`);
    const process = new SimulatedProcess(spec, this.#surroundings, random, (failed, failure) =>
      this.#failed(failed, failure),
    );
    this.#processes.set(spec.name, process);
    this.#faults.watch(process);
    return process;
  }

  /**
   * Kills a process, as by SIGKILL, and starts it again after a while.
   * @returns Whether it was alive.
   * @throws If there never was one of that name.
   */
  crash(name: string, restartAfterMs: number): boolean {
    return this.process(name).crash(restartAfterMs);
  }

  /** @throws If there never was a process of that name. */
  process(name: string): SimulatedProcess {
    const process = this.#processes.get(name);
    if (process === undefined) {
      const names = [...this.#processes.keys()].join(', ');
      throw new Error(`There is no process named "${name}" in this world. There are: ${names || 'none'}.`);
    }
    return process;
  }

  /**
   * Lets virtual time pass until the condition is true, at most `limitMs` from now. Fails with what the world's own
   * servers or the condition throw; errors of simulated processes are in `failures`.
   */
  run(options: RunOptions): Promise<RunEnd> {
    return this.#loop.run(options);
  }

  /** No further faults strike, and those that last end. Processes that are down still come back. */
  heal(): void {
    this.#faults.heal();
  }

  /** Ends all processes and forgets what was still to happen. */
  close(): Promise<void> {
    this.heal();
    for (const process of this.#processes.values()) {
      process.kill();
    }
    this.#loop.clear();
    return Promise.resolve();
  }

  #failed(process: SimulatedProcess, failure: Failure): void {
    const error = 'error' in failure ? failure.error : new Error(`process.exit(${failure.exitCode}) was called`);
    this.#failures.push({ atMs: this.now(), process: process.name, error });
    this.trace.record('failure', process.name, error instanceof Error ? error.message : String(error));
  }

  #uncaught(error: unknown, owner: Owner | undefined): boolean {
    if (!(owner instanceof Incarnation)) {
      return false;
    }
    owner.fail({ error });
    return true;
  }
}
