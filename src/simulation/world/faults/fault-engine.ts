/**
 * Lets the faults of a plan strike: at their time, when their point is reached for the n-th time, or after the n-th event of
 * their process. What they do is known to the contributions: the world's own, and those of its servers. A fault that would hit nothing
 * (no such connection, the process is down already) does not count as struck.
 */
import type { FaultStruck, PlannedFault, Trigger } from '../plan.ts';
import type { PointRegistry } from '../points.ts';
import type { Cancel, FaultContribution, PointContext, Scheduler, TraceSink } from '../ports.ts';
import type { SimulatedProcess } from '../processes/simulated-process.ts';

export interface FaultEngineOptions {
  readonly scheduler: Scheduler;
  readonly trace: TraceSink;
  readonly points: PointRegistry;
}

type PointTrigger = Extract<Trigger, { readonly point: string }>;
type EventTrigger = Extract<Trigger, { readonly event: number }>;

export class FaultEngine {
  readonly #world: FaultEngineOptions;
  readonly #struck: FaultStruck[] = [];
  readonly #contributions: FaultContribution[] = [];
  readonly #byVerb = new Map<string, FaultContribution>();
  /** Faults that strike after an event of a process that is not there yet. */
  readonly #awaiting: { readonly fault: PlannedFault; readonly when: EventTrigger }[] = [];
  #pending: Cancel[] = [];

  constructor(world: FaultEngineOptions, faults: readonly PlannedFault[]) {
    this.#world = world;
    for (const fault of faults) this.#arm(fault);
  }

  get struck(): readonly FaultStruck[] {
    return this.#struck;
  }

  /**
   * Makes more faults known.
   * @throws If one of their verbs is taken.
   */
  contribute(contribution: FaultContribution): void {
    for (const verb of contribution.verbs) {
      if (this.#byVerb.has(verb)) throw new Error(`There is a fault "${verb}" in this world already.`);
      this.#byVerb.set(verb, contribution);
    }
    this.#contributions.push(contribution);
  }

  /** A process has come into the world; faults may wait for its events. */
  watch(process: SimulatedProcess): void {
    for (const { fault, when } of this.#awaiting) {
      if (when.process !== process.name) continue;
      this.#pending.push(process.afterEvent(when.event, () => this.#strike(fault, undefined)));
    }
  }

  /** No fault strikes from now on, and what lasts ends. */
  heal(): void {
    for (const cancel of this.#pending.splice(0)) cancel();
    this.#awaiting.length = 0;
    for (const contribution of this.#contributions) contribution.heal();
  }

  #arm(fault: PlannedFault): void {
    const { when } = fault;
    if ('event' in when) this.#awaiting.push({ fault, when });
    else if ('point' in when) this.#pending.push(this.#atPoint(fault, when));
    else this.#pending.push(this.#world.scheduler.schedule(when.atMs, () => this.#strike(fault, undefined)));
  }

  #atPoint(fault: PlannedFault, when: PointTrigger): Cancel {
    let count = 0;
    const cancel = this.#world.points.watch(when.point, (context) => {
      if (!matches(when, context)) return;
      count += 1;
      if (count !== when.nth) return;
      cancel();
      this.#strike(fault, context);
    });
    return cancel;
  }

  #strike(fault: PlannedFault, at: PointContext | undefined): void {
    const contribution = this.#byVerb.get(fault.verb);
    if (contribution === undefined) {
      const known = [...this.#byVerb.keys()].join(', ');
      throw new Error(`The plan has a fault "${fault.verb}" that nothing in this world knows. It knows: ${known}.`);
    }
    for (const hit of contribution.strike(fault, at)) {
      this.#struck.push({ atMs: this.#world.scheduler.now(), fault, hit });
      this.#world.trace.record('fault', fault.verb, hit);
    }
  }
}

function matches(when: PointTrigger, context: PointContext): boolean {
  return (
    (when.process === undefined || when.process === context.process) &&
    (when.label === undefined || when.label === context.label)
  );
}
