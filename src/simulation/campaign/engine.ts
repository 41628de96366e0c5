/**
 * What a campaign needs of the thing that it runs. The real engine is `payments-engine.ts`; a campaign itself knows
 * nothing of Postgres, Kafka or the services, so that it can be tested by itself and can one day drive other systems.
 */
import type { Verdict } from '../../properties/property.ts';
import type { FaultProfile } from '../payments/generate/profile.ts';
import type { PaymentHistory } from '../payments/history.ts';
import type { ExploredRun } from '../payments/index.ts';
import type { RunInput, RunResult } from '../payments/run-input.ts';

export { faultProfiles } from '../payments/generate/profile.ts';
export type { FaultProfile, RunInput, RunResult };

/** Which services are run: as shipped, or with the wallet that is broken on purpose. */
export const systems = ['shipped', 'canary'] as const;
export type SystemName = (typeof systems)[number];

/** A scenario as the campaign sees it. */
export interface ScenarioInfo {
  readonly name: string;
  /** One sentence that a person understands. */
  readonly claim: string;
}

/** A statement about a run, by a property or by what a scenario expects. */
export interface Judgement {
  readonly property: string;
  readonly claim: string;
  readonly verdict: Verdict;
}

/** What can be run, and how it is judged. Loading it must cost little: the command line does so before it forks. */
export interface Catalogue {
  /** False where a run never comes out the same twice and takes real time: nothing is shrunk or played again. Default true. */
  readonly repeatable?: boolean;
  readonly scenarios: readonly ScenarioInfo[];
  /** Further ones, which are run only when they are named. */
  readonly onDemand?: readonly ScenarioInfo[];
  /** Names and claims of the properties that judge every run. */
  readonly properties: readonly { readonly name: string; readonly claim: string }[];
  /** The run of a scenario (or `random`) for a seed. Equal arguments give equal runs. */
  input(scenario: string, seed: number, faults: FaultProfile): RunInput;
  /** Judged by every property, and by the scenario's expectations where its workload was left as it is. */
  judge(input: RunInput, history: PaymentHistory): readonly Judgement[];
  /** What a campaign ought to see at least once, in groups, such as the transitions of a machine. */
  readonly goals?: readonly { readonly name: string; readonly group: string; readonly claim: string }[];
  /** Names of the goals that a run reached. */
  reached?(history: PaymentHistory): readonly string[];
  /** Directory of the runs that once failed. */
  readonly regressions?: string;
  /** Small runs from which an exhaustive search starts; their names are unique. */
  readonly references?: readonly RunInput[];
  /** Every single fault that can strike in a run that was played. */
  readonly singles?: (run: ExploredRun) => RunInput['plan'];
}

/** Servers that are ready for one run after the other. */
export interface EngineSession {
  run(input: RunInput, options: { readonly keepTrace: boolean }): Promise<RunResult>;
  /** Ends the servers and removes what they left on the disk. */
  close(): Promise<void>;
}

/** What all sessions of a campaign are copied from. */
export interface Prepared {
  /** Plain data, handed to `open` in another process. */
  readonly template: unknown;
  dispose(): Promise<void>;
}

/** The thing that is run. */
export interface Engine {
  /**
   * Does once what each session would otherwise do for itself, such as creating a database.
   * @throws EnvironmentError if this machine lacks what is needed.
   */
  prepare(): Promise<Prepared>;
  open(options: { readonly template: unknown; readonly system: SystemName }): Promise<EngineSession>;
}
