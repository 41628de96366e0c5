/** A deployment as it is seen from outside: addresses, and what may happen to it. */
import type { ProviderBehaviour } from '../simulation/payments/provider/faults.ts';

export const PROVIDERS = ['stripe', 'paypal', 'adyen'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** How the first confirmations at each provider go wrong, in their order. */
export type Misbehaviour = Readonly<Partial<Record<Provider, readonly ProviderBehaviour[]>>>;

export interface Deployment {
  /** Where customers come in, without a slash at the end. */
  readonly api: string;
  /** Where the saga service answers operators. */
  readonly sagas: string;
  readonly providers: Readonly<Record<Provider, string>>;
  /** Starts all providers anew, with empty books; those that are not named behave. */
  misbehave(how: Misbehaviour): Promise<void>;
  /** Kills all services, the broker, the database and the cache at the same moment, and starts them again; resolves when all are ready. */
  failTotally(): Promise<void>;
}

/** Something that has to hold for a deployment. */
export interface AcceptanceScenario {
  readonly name: string;
  readonly claim: string;
  /** @throws AssertionError that says what was otherwise */
  play(deployment: Deployment): Promise<void>;
}
