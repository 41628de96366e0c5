/** One live run: processes, providers, clients and faults, until everything rests; then what was seen of it, from outside. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin, Kafka } from 'kafkajs';
import pg from 'pg';
import { instancesOf, membersOf } from '../../simulation/payments/cast.ts';
import { Clients } from '../../simulation/payments/client/clients.ts';
import { isReady } from '../../simulation/payments/client/http.ts';
import type { HttpExchange, PaymentHistory, ProcessFailure, RunEnd } from '../../simulation/payments/history.ts';
import type { RunInput, RunResult } from '../../simulation/payments/run-input.ts';
import { LiveFaults } from '../faults/live-faults.ts';
import { healAt } from '../faults/moments.ts';
import type { Servers } from '../infrastructure/servers.ts';
import { type Addresses, CLIENT, KAFKA, POSTGRES } from '../network/addresses.ts';
import type { TcpProxy } from '../network/tcp-proxy.ts';
import { committedStates } from '../observe/committed-states.ts';
import { readRecords } from '../observe/records.ts';
import { LiveProcess } from '../processes/live-process.ts';
import type { RunDatabase } from './database.ts';
import { openWork } from './open-work.ts';
import { atLivePace } from './pace.ts';
import { LiveProviders } from './providers.ts';
import { variablesOf } from './variables.ts';

/** What a run is given by its session. */
export interface Stage {
  readonly servers: Servers;
  readonly addresses: Addresses;
  readonly proxies: ReadonlyMap<string, TcpProxy>;
  /** For the observer. */
  readonly kafka: Kafka;
  readonly admin: Admin;
  readonly database: RunDatabase;
}

const READY_LIMIT_MS = 60_000;
/** After healing, this long for everything to come to rest. */
const RECOVERY_LIMIT_MS = 150_000;
const LOOK_EVERY_MS = 200;

/** Plays the input on the stage. The result's trace is empty: no two live runs are the same. */
export async function playLive(input: RunInput, stage: Stage): Promise<Omit<RunResult, 'wallMs'>> {
  const run = new LiveRun(input, stage);
  try {
    await run.open();
    const end = await run.play();
    return {
      history: await run.history(end),
      traceHash: '',
      virtualMs: end.atMs,
      events: 0,
      statements: 0,
      counters: run.counters(),
    };
  } finally {
    await run.close();
  }
}

class LiveRun {
  readonly #input: RunInput;
  readonly #stage: Stage;
  readonly #processes: ReadonlyMap<string, LiveProcess>;
  readonly #providers: LiveProviders;
  readonly #clients: Clients;
  readonly #faults: LiveFaults;
  readonly #exchanges: HttpExchange[] = [];
  readonly #failures: ProcessFailure[] = [];
  #startMs = Date.now();
  #healTimer: NodeJS.Timeout | undefined;

  constructor(asked: RunInput, stage: Stage) {
    const input = atLivePace(asked);
    this.#input = input;
    this.#stage = stage;
    const { addresses, proxies, servers } = stage;
    const now = (): number => Date.now() - this.#startMs;
    const members = membersOf(instancesOf(input.instances));
    this.#processes = new Map(members.map((member) => [member.name, this.#process(member)]));
    this.#providers = new LiveProviders({ plan: input.plan, webhooks: input.webhooks === true, addresses, now });
    const addressesOf = (service: string): readonly string[] =>
      members
        .filter((member) => member.service === service)
        .map(({ name }) => `http://127.0.0.1:${addresses.onPath(CLIENT, name)}`);
    this.#clients = new Clients({
      workload: input.workload,
      addresses: {
        payment: addressesOf('payment'),
        wallet: addressesOf('wallet'),
        gateway: addressesOf('gateway'),
        saga: addressesOf('saga'),
      },
      now,
      record: (exchange) => this.#exchanges.push(exchange),
    });
    const killable = [
      [KAFKA, servers.kafka.killable],
      [POSTGRES, servers.postgres.killable],
    ] as const;
    const mayBeKilled = new Map(killable.flatMap(([name, one]) => (one === undefined ? [] : [[name, one]])));
    this.#faults = new LiveFaults({
      processes: this.#processes,
      proxies,
      servers: mayBeKilled,
      connect: () => new pg.Client({ connectionString: stage.database.url }),
      now,
    });
  }

  /** Starts everything, and waits until every service says that it is ready. */
  async open(): Promise<void> {
    await this.#providers.start();
    for (const process of this.#processes.values()) process.start();
    const giveUpAt = performance.now() + READY_LIMIT_MS;
    for (const [name, process] of this.#processes) {
      while (!(await isReady(`http://127.0.0.1:${this.#stage.addresses.of(name)}`))) {
        if (performance.now() > giveUpAt) throw new Error(`${name} did not become ready. It wrote: ${process.output}`);
        await sleep(LOOK_EVERY_MS);
      }
    }
  }

  async play(): Promise<RunEnd> {
    const { plan } = this.#input;
    this.#startMs = Date.now();
    this.#faults.schedule(plan);
    const working = this.#clients.run();
    // Reported with the end of the run; until then nobody waits for it.
    working.catch(() => undefined);
    const healMs = healAt(plan);
    this.#healTimer = setTimeout(() => void this.#heal(), healMs);
    const limitMs = healMs + RECOVERY_LIMIT_MS;
    let resting = await this.#comesToRest(limitMs);
    // What clients have kept for the end shows whether the system works as before; nothing goes wrong any more then.
    if (resting && this.#clients.sendLast()) {
      await this.#heal();
      resting = await this.#comesToRest(limitMs);
    }
    const atMs = this.#now();
    if (!resting) return { kind: 'limit', atMs, healedMs: healMs, pending: await this.#openWork(true) };
    await working;
    return { kind: 'quiescent', atMs };
  }

  /** @returns false if something is still open when the time is over */
  async #comesToRest(limitMs: number): Promise<boolean> {
    while ((await this.#openWork()).length > 0) {
      if (this.#now() > limitMs) return false;
      await sleep(LOOK_EVERY_MS);
    }
    return true;
  }

  async history(end: RunEnd): Promise<PaymentHistory> {
    const { scenario, seed, workload } = this.#input;
    const { database, kafka } = this.#stage;
    const [records, transactions, snapshot] = await Promise.all([
      readRecords(kafka, this.#startMs),
      database.transactions(),
      database.snapshot(),
    ]);
    return {
      scenario,
      seed,
      workload,
      startsAtMs: this.#startMs,
      exchanges: this.#exchanges,
      records,
      ...committedStates(transactions, this.#startMs),
      database: snapshot,
      ledgers: this.#providers.ledgers(),
      calls: this.#providers.calls,
      faults: this.#struck(),
      failures: this.#failures,
      end,
    };
  }

  counters(): Readonly<Record<string, number>> {
    return {
      crashes: this.#struck().filter(({ fault }) => fault.verb.startsWith('crash')).length,
      providerFaults: this.#providers.struck.length,
      providerCalls: this.#providers.calls.length,
      failures: this.#failures.length,
    };
  }

  async close(): Promise<void> {
    await this.#heal();
    await Promise.all([...this.#processes.values()].map((process) => process.end()));
    await this.#providers.stop();
  }

  #process(member: ReturnType<typeof membersOf>[number]): LiveProcess {
    const { addresses, database, servers } = this.#stage;
    const direct = servers.kafka.lane(member.name) === undefined ? { brokers: servers.kafka.brokers.join() } : {};
    return new LiveProcess({
      name: member.name,
      args: ['--service', member.service],
      env: variablesOf(member, { addresses, databaseUrl: database.url, ...direct }, this.#input.settings),
      onFailure: (error) => this.#failures.push({ atMs: this.#now(), process: member.name, error }),
    });
  }

  /** From now on nothing goes wrong any more. */
  async #heal(): Promise<void> {
    clearTimeout(this.#healTimer);
    this.#providers.heal();
    await this.#faults.heal();
  }

  #openWork(everything = false): Promise<readonly string[]> {
    const { database, admin } = this.#stage;
    const down = (): readonly string[] =>
      [...this.#processes.values()].filter(({ alive }) => !alive).map(({ name }) => name);
    const places = { clients: this.#clients, down, atProviders: () => this.#providers.pending(), database, admin };
    return openWork(places, everything);
  }

  #struck() {
    return [...this.#faults.struck, ...this.#providers.struck].toSorted((a, b) => a.atMs - b.atMs);
  }

  #now(): number {
    return Date.now() - this.#startMs;
  }
}
