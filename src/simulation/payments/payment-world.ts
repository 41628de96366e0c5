/**
 * A whole payment company in one world: Kafka, Postgres, the providers, the services as they ship, and their clients.
 * Built for one run, from its input; it runs until everything rests, and tells what was seen.
 */

import type { ServiceName } from '../../system/config.ts';
import { TOPICS_OF_CONTRACTS } from '../../system/topics.ts';
import { World } from '../world/index.ts';
import { KafkaCluster } from '../world/kafka/index.ts';
import { LockstepPostgres } from '../world/postgres/index.ts';
import {
  addressOf,
  brokersOf,
  CLIENT,
  configOf,
  instancesOf,
  KAFKA,
  membersOf,
  POSTGRES,
  PROVIDER_PORT,
  PROVIDERS,
  webhookSecretOf,
  webhookUrlOf,
} from './cast.ts';
import { Clients } from './client/clients.ts';
import { databaseSnapshot, topicRecord } from './collect.ts';
import type { PaymentEnvironment } from './environment.ts';
import type { HttpExchange, PaymentHistory, ProviderCall, RunEnd } from './history.ts';
import { isFaultOfOutsider } from './outsiders/faults.ts';
import { startOutsiders } from './outsiders/outsiders.ts';
import { STRANGER } from './outsiders/stranger.ts';
import {
  type FaultOfProvider,
  isFaultOfProvider,
  type PaymentFault,
  type PaymentFaultStruck,
  paymentFaults,
} from './plan.ts';
import { ChargeLedger } from './provider/ledger.ts';
import { Misbehaviour } from './provider/misbehaviour.ts';
import { startProvider } from './provider/server.ts';
import { Rest } from './rest.ts';
import type { RunInput } from './run-input.ts';
import { CommitWatch } from './watch.ts';

/**
 * From then on nothing goes wrong any more, whatever the plan says. Late enough for three calls to a provider to time out (30 s each)
 * and the cancellation after them too.
 */
export const HEAL_AT_MS = 150_000;
/** A minute until it lands, and some time for it to be told and undone. */
const LANDS_LATE_MS = 62_000;
/** After healing, this long for everything to come to rest; twice the longest deadline of the system. */
export const RECOVERY_LIMIT_MS = 620_000;
/** How often it is asked whether everything rests. */
const LOOK_EVERY_MS = 100;

export class PaymentWorld {
  readonly world: World;
  readonly broker: KafkaCluster;
  readonly postgres: LockstepPostgres;
  readonly #input: RunInput;
  readonly #environment: PaymentEnvironment;
  readonly #clients: Clients;
  readonly #watch: CommitWatch;
  readonly #providers = new Map<string, { readonly ledger: ChargeLedger; readonly misbehaviour: Misbehaviour }>();
  readonly #exchanges: HttpExchange[] = [];
  readonly #calls: ProviderCall[] = [];
  /** What struck at the providers, and what outsiders did. */
  readonly #struck: PaymentFaultStruck[] = [];
  readonly #processes: readonly string[];
  #healedMs: number | undefined;
  /** Until then a call that was given up may still take effect at a provider. */
  #landsUntilMs = 0;
  #rebalances = 0;

  constructor(
    input: RunInput,
    environment: PaymentEnvironment,
    { keepTrace = false }: { readonly keepTrace?: boolean } = {},
  ) {
    this.#input = input;
    this.#environment = environment;
    const members = membersOf(instancesOf(input.instances));
    this.#processes = members.map(({ name }) => name);
    const faults = input.plan.filter((fault) => !isFaultOfProvider(fault) && !isFaultOfOutsider(fault));
    const begins = input.startsAt === undefined ? {} : { epoch: new Date(input.startsAt) };
    const world = World.open({ seed: input.seed, faults, keepTrace, ...begins });
    this.world = world;
    this.broker = new KafkaCluster({
      topics: TOPICS_OF_CONTRACTS,
      scheduler: world,
      random: world.random.fork('kafka'),
      brokers: brokersOf(input.brokers),
      points: world.points,
      trace: world.trace,
      observer: {
        onRebalance: () => {
          this.#rebalances += 1;
        },
      },
    });
    this.postgres = new LockstepPostgres({
      database: environment.database,
      scheduler: world,
      random: world.random.fork('postgres'),
      trace: world.trace,
      points: world.points,
      hold: world.hold,
      observer: {
        onStatement: (statement) => this.#watch.onStatement(statement),
        onCommit: (actor) => this.#watch.onCommit(actor),
      },
    });
    this.#watch = new CommitWatch((sql) => this.postgres.query(sql));
    world.contribute(this.broker.faults);
    for (const { address, listener } of this.broker.brokers) world.network.listen(address, listener, KAFKA);
    world.network.listen(POSTGRES, this.postgres.listener);
    world.contribute(this.postgres.faults);
    this.#startProviders();
    for (const member of members) {
      const start = environment.services[member.service];
      world.spawn({
        name: member.name,
        main: async () => {
          await start(configOf(member, input.settings, input.brokers));
        },
      });
    }
    const addressesOf = (service: ServiceName): readonly string[] =>
      members.filter((member) => member.service === service).map(({ name }) => addressOf(name));
    this.#clients = new Clients({
      workload: input.workload,
      addresses: {
        payment: addressesOf('payment'),
        wallet: addressesOf('wallet'),
        gateway: addressesOf('gateway'),
        saga: addressesOf('saga'),
      },
      now: () => world.now(),
      record: (exchange) => this.#exchanges.push(exchange),
    });
    world.spawn({ name: CLIENT, main: () => this.#clients.run() });
    startOutsiders({
      world,
      broker: this.broker,
      plan: input.plan,
      libraries: environment.libraries,
      active: () => this.#healedMs === undefined,
      onStruck: (fault, hit) => this.#note(fault, hit),
    });
  }

  /** Runs until everything rests, or until it ought to have. */
  async run(): Promise<RunEnd> {
    const rest = this.#rest();
    let resting = false;
    const look = (): void => {
      resting = rest.reached() && !this.#sendLast();
      if (!resting) this.world.schedule(LOOK_EVERY_MS, look);
    };
    this.world.schedule(LOOK_EVERY_MS, look);
    if (this.#input.plan.length > 0) this.world.schedule(HEAL_AT_MS, () => this.#heal());
    const limitMs = HEAL_AT_MS + RECOVERY_LIMIT_MS;
    const end = await this.world.run({ until: () => resting, limitMs });
    this.#refuseWhatCannotBeTrusted();
    if (end === 'until') return { kind: 'quiescent', atMs: this.world.now() };
    return { kind: 'limit', atMs: this.world.now(), healedMs: this.#healedMs ?? 0, pending: rest.pending() };
  }

  /** What clients have kept for the end shows whether the system works as before; nothing goes wrong any more then. */
  #sendLast(): boolean {
    if (!this.#clients.sendLast()) return false;
    this.#heal();
    return true;
  }

  /** What was seen, as plain data. */
  history(end: RunEnd): PaymentHistory {
    const { scenario, seed, workload } = this.#input;
    return {
      scenario,
      seed,
      workload,
      startsAtMs: this.world.epochMs,
      exchanges: this.#exchanges,
      records: this.broker.records().map((record) => topicRecord(record, record.producer === STRANGER)),
      balances: this.#watch.balances,
      paymentStates: this.#watch.paymentStates,
      sagaStates: this.#watch.sagaStates,
      database: databaseSnapshot((sql) => this.postgres.query(sql), this.#environment.columns),
      ledgers: [...this.#providers].map(([provider, { ledger }]) => ({
        provider,
        charges: ledger.charges(),
        refunds: ledger.refunds(),
      })),
      calls: this.#calls,
      faults: this.#faultsStruck(),
      failures: this.world.failures.map(({ atMs, process, error }) => ({ atMs, process, error: describe(error) })),
      end,
    };
  }

  counters(): Readonly<Record<string, number>> {
    const { statements: _, refused: __, ...postgres } = this.postgres.counters;
    return {
      ...postgres,
      rebalances: this.#rebalances,
      providerFaults: this.#struck.filter(({ fault }) => isFaultOfProvider(fault)).length,
      providerCalls: this.#calls.length,
      failures: this.world.failures.length,
      records: this.broker.records().length,
    };
  }

  /** Ends everything and empties the database for the next run. */
  async close(): Promise<void> {
    await this.world.close();
    await this.postgres.close();
    this.broker.close();
    this.postgres.reset(['public.migrations']);
  }

  #startProviders(): void {
    const { world } = this;
    for (const name of PROVIDERS) {
      const faults = this.#input.plan.filter(isFaultOfProvider).filter(({ provider }) => provider === name);
      const ids = { next: 0 };
      const newId = (): string => {
        ids.next += 1;
        return `${name}_${ids.next}`;
      };
      const ledger = new ChargeLedger({ now: () => world.now(), newId });
      const misbehaviour = new Misbehaviour(
        faults,
        (fault, hit) => this.#strike(fault, hit),
        () => world.now(),
      );
      this.#providers.set(name, { ledger, misbehaviour });
      world.spawn({
        name,
        main: async () => {
          const now = (): number => world.now();
          const onCall = (call: ProviderCall): number => this.#calls.push(call);
          const webhook = { url: webhookUrlOf(name), secret: webhookSecretOf(name) };
          await startProvider({
            name,
            host: '0.0.0.0',
            port: PROVIDER_PORT,
            ledger,
            misbehaviour,
            now,
            onCall,
            ...(this.#input.webhooks === true ? { webhook } : {}),
          });
        },
      });
    }
  }

  #strike(fault: FaultOfProvider, hit: string): void {
    const which = fault.verb === 'provider' ? [fault.operation, fault.nth] : [];
    const how = fault.verb === 'dispute' ? [] : [fault.behaviour];
    this.#note(fault, hit, fault.provider, ...which, ...how);
    if (fault.verb === 'provider' && fault.behaviour === 'lands-late')
      this.#landsUntilMs = this.world.now() + LANDS_LATE_MS;
  }

  #note(fault: PaymentFault, hit: string, ...details: readonly (string | number)[]): void {
    this.world.trace.record('fault', fault.verb, ...details, hit);
    this.#struck.push({ atMs: this.world.now(), fault, hit });
  }

  #faultsStruck(): readonly PaymentFaultStruck[] {
    const inWorld = this.world.struck.flatMap(({ fault, ...struck }) =>
      paymentFaults.is(fault) ? [{ ...struck, fault }] : [],
    );
    return [...inWorld, ...this.#struck].toSorted((a, b) => a.atMs - b.atMs);
  }

  #heal(): void {
    if (this.#healedMs !== undefined) return;
    this.#healedMs = this.world.now();
    this.world.heal();
    for (const { misbehaviour } of this.#providers.values()) misbehaviour.heal();
  }

  #rest(): Rest {
    return new Rest({
      clients: this.#clients,
      broker: this.broker,
      query: (sql) => this.postgres.query(sql),
      activity: () => this.postgres.activity,
      atProviders: () => this.#atProviders(),
      down: () => this.#processes.filter((name) => !this.world.process(name).alive),
    });
  }

  /** What may still happen at the providers, or be told by them. */
  #atProviders(): readonly string[] {
    const open = this.world.now() < this.#landsUntilMs ? ['a call that may land late'] : [];
    if (this.#input.webhooks !== true) return open;
    for (const [name, { ledger }] of this.#providers) {
      const left = ledger.undelivered();
      if (left > 0) open.push(`webhooks of ${name} that nobody has taken: ${left}`);
    }
    return open;
  }

  #refuseWhatCannotBeTrusted(): void {
    const [refused] = this.postgres.refused;
    if (refused === undefined) return;
    throw new Error(
      `${refused.process} sent a statement that no seed can decide (${refused.reason}): ${refused.sql}. ` +
        'Give times and ids as parameters.',
    );
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
