/** What others may use of the payment simulation. */
export type { Instances } from './cast.ts';
export { type EnvironmentOptions, PaymentEnvironment, type StartService } from './environment.ts';
export { references } from './exhaustive/references.ts';
export { type ExploredRun, singles } from './exhaustive/singles.ts';
export { arbitraryInput, generateInput, RANDOM } from './generate/input.ts';
export type { FaultProfile } from './generate/profile.ts';
export type * from './history.ts';
export type { FaultPlan, PaymentFault, PaymentFaultStruck, ProviderBehaviour, ProviderFault } from './plan.ts';
export { ChargeLedger } from './provider/ledger.ts';
export { type ProviderOptions, type RunningProvider, startProvider } from './provider/server.ts';
export { type RunOptions, runPayments } from './run.ts';
export type { RunInput, RunResult } from './run-input.ts';
export { type Expectation, type Scenario, scenarioInput, scenarios } from './scenarios/index.ts';
export type * from './workload.ts';
