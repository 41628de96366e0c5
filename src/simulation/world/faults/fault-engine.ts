/**
 * Lets the faults of a plan strike: at their time, or when their point is reached for the n-th time. A fault that
 * would hit nothing (no such connection, the process is down already) does not count as struck.
 */
import type { EventLoop } from '../loop/event-loop.ts';
import type { Network } from '../network/network.ts';
import type { CrashFault, DelayFault, FaultStruck, ResetFault, Trigger, WorldFault } from '../plan.ts';
import type { PointRegistry } from '../points.ts';
import type { Cancel, Connection, PointContext, TraceSink } from '../ports.ts';

export interface FaultSurroundings {
  readonly loop: EventLoop;
  readonly trace: TraceSink;
  readonly network: Network;
  readonly points: PointRegistry;
  /**
   * Kills the process.
   * @returns Whether it was alive.
   */
  crash(process: string, restartAfterMs: number): boolean;
}

type PointTrigger = Exclude<Trigger, { readonly atMs: number }>;

export class FaultEngine {
  readonly #world: FaultSurroundings;
  readonly #struck: FaultStruck[] = [];
  #pending: Cancel[] = [];

  constructor(world: FaultSurroundings, faults: readonly WorldFault[]) {
    this.#world = world;
    for (const fault of faults) {
      this.#pending.push(this.#arm(fault));
    }
  }

  get struck(): readonly FaultStruck[] {
    return this.#struck;
  }

  /** No fault strikes from now on, and what lasts ends. */
  heal(): void {
    for (const cancel of this.#pending.splice(0)) {
      cancel();
    }
    this.#world.network.endDelays();
  }

  #arm(fault: WorldFault): Cancel {
    const { when } = fault;
    if ('atMs' in when) {
      return this.#world.loop.schedule(when.atMs - this.#world.loop.now(), () => this.#strike(fault, undefined));
    }
    let count = 0;
    const cancel = this.#world.points.watch(when.point, (context) => {
      if (matches(when, context)) {
        count += 1;
        if (count === when.nth) {
          cancel();
          this.#strike(fault, context);
        }
      }
    });
    return cancel;
  }

  #strike(fault: WorldFault, at: PointContext | undefined): void {
    const hits = this.#hit(fault, at);
    for (const hit of hits) {
      this.#struck.push({ atMs: this.#world.loop.now(), fault, hit });
      this.#world.trace.record('fault', fault.verb, hit);
    }
  }

  #hit(fault: WorldFault, at: PointContext | undefined): readonly string[] {
    switch (fault.verb) {
      case 'crash':
        return this.#crash(fault);
      case 'reset':
        return this.#reset(fault, at?.connection);
      case 'delay':
        return this.#delay(fault);
    }
  }

  #crash(fault: CrashFault): readonly string[] {
    return this.#world.crash(fault.process, fault.restartAfterMs) ? [fault.process] : [];
  }

  #reset(fault: ResetFault, reached: Connection | undefined): readonly string[] {
    const targets = reached === undefined ? this.#between(fault.from, fault.to) : [reached];
    const open = targets.filter((connection) => connection.open);
    for (const connection of open) {
      connection.reset();
    }
    return open.map((connection) => connection.id);
  }

  #between(from: string, to: string): readonly Connection[] {
    const connections = this.#world.network.connections();
    return connections.filter((open) => open.from === from && open.to === to).map((open) => open.connection);
  }

  #delay(fault: DelayFault): readonly string[] {
    this.#world.network.delay(fault);
    return [`${fault.from}>${fault.to}`];
  }
}

function matches(when: PointTrigger, context: PointContext): boolean {
  return (
    (when.process === undefined || when.process === context.process) &&
    (when.label === undefined || when.label === context.label)
  );
}
