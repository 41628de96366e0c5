/** Lets the faults of a plan strike at real processes, servers and connections. What happens at providers is up to them. */
import type { Client } from 'pg';
import type { RowsLockedFault } from '../../simulation/payments/outsiders/faults.ts';
import { runOpenSession } from '../../simulation/payments/outsiders/open-session.ts';
import type { FaultPlan, PaymentFault, PaymentFaultStruck } from '../../simulation/payments/plan.ts';
import type { Killable } from '../infrastructure/servers.ts';
import { KAFKA, POSTGRES, pathName } from '../network/addresses.ts';
import type { Conditions } from '../network/pipe.ts';
import type { Direction, TcpProxy } from '../network/tcp-proxy.ts';
import type { LiveProcess } from '../processes/live-process.ts';
import { momentOf } from './moments.ts';

/** What there is to be struck. */
export interface Scene {
  readonly processes: ReadonlyMap<string, LiveProcess>;
  /** By name, such as `wallet-1>postgres`. */
  readonly proxies: ReadonlyMap<string, TcpProxy>;
  /** By name: `kafka`, `postgres`. */
  readonly servers: ReadonlyMap<string, Killable>;
  /** A connection to the database that no proxy watches. */
  readonly connect: () => Client;
  /** Milliseconds since the run began. */
  readonly now: () => number;
}

export class LiveFaults {
  readonly struck: PaymentFaultStruck[] = [];
  readonly #scene: Scene;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #undo = new Set<() => void>();
  readonly #down = new Map<string, Promise<void>>();
  #healed = false;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  /** To be called when the clients begin. */
  schedule(plan: FaultPlan): void {
    const { connect, now } = this.#scene;
    for (const fault of plan) {
      if (!('when' in fault)) continue;
      this.#later(momentOf(fault.when), () => {
        const hits = this.#strike(fault);
        for (const hit of hits) this.struck.push({ atMs: now(), fault, hit });
      });
    }
    const onStruck = (fault: RowsLockedFault): void => void this.struck.push({ atMs: now(), fault, hit: fault.rows });
    void runOpenSession({ faults: plan.filter((fault) => fault.verb === 'rows-locked'), connect, now, onStruck });
  }

  /** Ends everything that lasts; resolves when the servers are back. */
  async heal(): Promise<void> {
    this.#healed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    for (const undo of this.#undo) undo();
    this.#undo.clear();
    for (const proxy of this.#scene.proxies.values()) proxy.heal();
    for (const process of this.#scene.processes.values()) process.start();
    await Promise.all(this.#down.values());
  }

  /** @returns what was hit; nothing for a fault that a live run cannot have (see docs/fidelity.md) */
  #strike(fault: PaymentFault): readonly string[] {
    const { processes } = this.#scene;
    switch (fault.verb) {
      case 'crash':
        return this.#crash([fault.process], fault.restartAfterMs);
      case 'crash-all':
        return this.#crash(fault.processes, fault.restartAfterMs);
      case 'crash-loop': {
        const { process, times, upMs, restartAfterMs } = fault;
        for (let again = 1; again < times; again += 1)
          this.#later(again * (restartAfterMs + upMs), () => void this.#crash([process], restartAfterMs));
        return this.#crash([process], restartAfterMs);
      }
      case 'pause': {
        const resume = processes.get(fault.process)?.pause();
        if (resume === undefined) return [];
        this.#lasting(fault.forMs, resume);
        return [fault.process];
      }
      case 'reset':
        return this.#onPath(fault, (proxy) => proxy.reset());
      case 'half-open':
        return this.#onPath(fault, (proxy) => proxy.silence(fault.what));
      case 'truncate':
        return this.#onPath(fault, (proxy) => proxy.expect(fault.what, 'cut'));
      case 'corrupt':
        return this.#onPath(fault, (proxy) => proxy.expect(fault.what, 'flip'));
      case 'delay':
        return this.#impose(fault, 'both', { delayMs: fault.extraMs });
      case 'spikes':
        return this.#impose(fault, 'both', { uptoMs: fault.uptoMs });
      case 'bandwidth':
        return this.#impose(fault, 'both', { bytesPerSecond: fault.bytesPerSecond });
      case 'partition':
        return this.#impose(fault, fault.what, { blocked: true });
      case 'swizzle':
        return fault.processes.flatMap((process) => this.#cutOff(process, fault.forMs));
      case 'outage':
        return this.#outage(fault.server, fault.forMs);
      case 'postgres-crash':
        return this.#outage(POSTGRES, fault.downMs);
      case 'broker-crash':
        return this.#outage(KAFKA, fault.restartAfterMs);
      default:
        return [];
    }
  }

  #crash(names: readonly string[], restartAfterMs: number): readonly string[] {
    return names.filter((name) => this.#scene.processes.get(name)?.kill(restartAfterMs) === true);
  }

  #onPath({ from, to }: { readonly from: string; readonly to: string }, act: (proxy: TcpProxy) => number) {
    const name = pathName(from, to);
    const proxy = this.#scene.proxies.get(name);
    if (proxy === undefined) return [];
    const count = act(proxy);
    return count === 0 ? [] : [`${name} (${count})`];
  }

  #impose(
    { from, to, forMs }: { readonly from: string; readonly to: string; readonly forMs: number },
    direction: Direction,
    conditions: Partial<Conditions>,
  ): readonly string[] {
    const name = pathName(from, to);
    const proxy = this.#scene.proxies.get(name);
    if (proxy === undefined) return [];
    this.#lasting(forMs, proxy.impose(direction, conditions));
    return [name];
  }

  /** From everybody, for a part of the time. */
  #cutOff(process: string, forMs: number): readonly string[] {
    const proxies = [...this.#scene.proxies].filter(([name]) => name.split('>').includes(process));
    const from = Math.random() * 0.5 * forMs;
    const to = (0.5 + 0.5 * Math.random()) * forMs;
    this.#later(from, () => {
      for (const [, proxy] of proxies) this.#lasting(to - from, proxy.impose('both', { blocked: true }));
    });
    return proxies.length === 0 ? [] : [process];
  }

  /** A server that may be killed is; the paths to others are cut. */
  #outage(server: string, forMs: number): readonly string[] {
    const killable = this.#scene.servers.get(server);
    if (killable === undefined) {
      const paths = [...this.#scene.proxies].filter(([name]) => name.endsWith(`>${server}`));
      for (const [, proxy] of paths) this.#lasting(forMs, proxy.shut());
      return paths.length === 0 ? [] : [server];
    }
    if (this.#down.has(server)) return [];
    this.#down.set(
      server,
      this.#killFor(killable, forMs).finally(() => this.#down.delete(server)),
    );
    return [server];
  }

  async #killFor(killable: Killable, forMs: number): Promise<void> {
    const bringBack = await killable.kill();
    await new Promise<void>((resolve) => this.#lasting(forMs, resolve));
    await bringBack();
  }

  /** Calls `undo` after a while, or when everything is healed. */
  #lasting(forMs: number, undo: () => void): void {
    if (this.#healed) {
      undo();
      return;
    }
    const once = (): void => {
      if (this.#undo.delete(once)) undo();
    };
    this.#undo.add(once);
    this.#later(forMs, once);
  }

  #later(ms: number, action: () => void): void {
    if (this.#healed) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, ms);
    this.#timers.add(timer);
  }
}
