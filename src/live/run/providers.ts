/** The payment providers of a live run: real HTTP servers, whose ledgers and misbehaviour are the run's to see. */
import { PROVIDERS, webhookSecretOf } from '../../simulation/payments/cast.ts';
import type { ProviderCall, ProviderLedger } from '../../simulation/payments/history.ts';
import { type FaultPlan, isFaultOfProvider, type PaymentFaultStruck } from '../../simulation/payments/plan.ts';
import { ChargeLedger } from '../../simulation/payments/provider/ledger.ts';
import { Misbehaviour } from '../../simulation/payments/provider/misbehaviour.ts';
import { type RunningProvider, startProvider } from '../../simulation/payments/provider/server.ts';
import type { Addresses } from '../network/addresses.ts';

/** What takes a minute in virtual time takes less here. */
const PACE = { slowMs: 1_000, lateMs: 5_000, holderAgreesMs: 1_000 };
/** Until what lands late has landed, and was told. */
const LANDS_LATE_MS = PACE.lateMs + 1_000;

export interface ProviderPlan {
  readonly plan: FaultPlan;
  readonly webhooks: boolean;
  readonly addresses: Addresses;
  /** Milliseconds since the run began. */
  readonly now: () => number;
}

interface Provider {
  readonly name: string;
  readonly ledger: ChargeLedger;
  readonly misbehaviour: Misbehaviour;
}

export class LiveProviders {
  readonly calls: ProviderCall[] = [];
  readonly struck: PaymentFaultStruck[] = [];
  readonly #options: ProviderPlan;
  readonly #providers: readonly Provider[];
  #servers: readonly RunningProvider[] = [];
  #landsUntilMs = 0;

  constructor(options: ProviderPlan) {
    this.#options = options;
    this.#providers = PROVIDERS.map((name) => this.#provider(name));
  }

  async start(): Promise<void> {
    const { addresses, now, webhooks } = this.#options;
    const gateway = `http://127.0.0.1:${addresses.of('gateway-1')}`;
    this.#servers = await Promise.all(
      this.#providers.map(({ name, ledger, misbehaviour }) =>
        startProvider({
          name,
          port: addresses.of(name),
          ledger,
          misbehaviour,
          now,
          pace: PACE,
          onCall: (call) => this.calls.push(call),
          ...(webhooks
            ? { webhook: { url: `${gateway}/api/v1/webhooks/${name}`, secret: webhookSecretOf(name) } }
            : {}),
        }),
      ),
    );
  }

  heal(): void {
    for (const { misbehaviour } of this.#providers) misbehaviour.heal();
  }

  /** What may still happen here, or be told. */
  pending(): readonly string[] {
    const open = this.#options.now() < this.#landsUntilMs ? ['a call that may land late'] : [];
    if (!this.#options.webhooks) return open;
    for (const { name, ledger } of this.#providers) {
      const left = ledger.undelivered();
      if (left > 0) open.push(`webhooks of ${name} that nobody has taken: ${left}`);
    }
    return open;
  }

  ledgers(): readonly ProviderLedger[] {
    return this.#providers.map(({ name, ledger }) => ({
      provider: name,
      charges: ledger.charges(),
      refunds: ledger.refunds(),
    }));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.stop()));
  }

  #provider(name: string): Provider {
    const { plan, now } = this.#options;
    const faults = plan.filter(isFaultOfProvider).filter(({ provider }) => provider === name);
    let id = 0;
    const newId = (): string => {
      id += 1;
      return `${name}_${id}`;
    };
    const onStruck: ConstructorParameters<typeof Misbehaviour>[1] = (fault, hit) => {
      this.struck.push({ atMs: now(), fault, hit });
      if (fault.verb === 'provider' && fault.behaviour === 'lands-late') this.#landsUntilMs = now() + LANDS_LATE_MS;
    };
    return { name, ledger: new ChargeLedger({ now, newId }), misbehaviour: new Misbehaviour(faults, onStruck, now) };
  }
}
