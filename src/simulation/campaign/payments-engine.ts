/** The payment system as a campaign runs and judges it. The only file of the campaign that knows more than data. */
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { goals, goalsReached } from '../../properties/goals/index.ts';
import { properties } from '../../properties/index.ts';
import { openCanaryEnvironment } from '../canary/index.ts';
import type { PaymentHistory } from '../payments/history.ts';
import {
  generateInput,
  PaymentEnvironment,
  references,
  runPayments,
  scenarioInput,
  scenarios,
  singles,
} from '../payments/index.ts';
import { PostgresTemplate } from '../world/postgres/index.ts';
import type { Catalogue, Engine, FaultProfile, Judgement, RunInput } from './engine.ts';
import { UsageError } from './errors.ts';
import { randomScenario } from './jobs.ts';

export const engine: Engine = {
  async prepare() {
    const template = await PostgresTemplate.create();
    return { template: template.directory, dispose: () => template.remove() };
  },
  async open({ template, system }) {
    const copied = typeof template === 'string' ? { template } : {};
    const environment = await (system === 'canary' ? openCanaryEnvironment(copied) : PaymentEnvironment.open(copied));
    return {
      run: (input, { keepTrace }) => runPayments(input, environment, { keepTrace }),
      close: () => environment.close(),
    };
  },
};

export const catalogue: Catalogue = {
  scenarios: scenarios.map(({ name, claim }) => ({ name, claim })),
  properties: properties.map(({ name, claim }) => ({ name, claim })),
  goals,
  reached: goalsReached,
  input: inputOf,
  references,
  singles,
  regressions: fileURLToPath(new URL('../../properties/regressions', import.meta.url)),
  judge: (input, history) => [...judgedByProperties(history), ...judgedByExpectations(input, history)],
};

/** A scenario keeps its workload whatever goes wrong; faults of a profile are added to its own. */
function inputOf(name: string, seed: number, faults: FaultProfile): RunInput {
  if (name === randomScenario) return generateInput(seed, faults);
  const input = scenarioInput(scenarioNamed(name), seed);
  if (faults === 'none') return input;
  return { ...input, plan: [...input.plan, ...generateInput(seed, faults).plan] };
}

function scenarioNamed(name: string) {
  const scenario = scenarios.find((one) => one.name === name);
  if (scenario === undefined) throw new UsageError(`There is no scenario "${name}".`);
  return scenario;
}

function judgedByProperties(history: PaymentHistory): readonly Judgement[] {
  return properties.map((property) => ({
    property: property.name,
    claim: property.claim,
    verdict: property.check(history),
  }));
}

/** What a scenario expects is said of its own workload and faults, and of nothing else. */
function judgedByExpectations(input: RunInput, history: PaymentHistory): readonly Judgement[] {
  const scenario = scenarios.find(({ name }) => name === input.scenario);
  if (scenario === undefined || !isDeepStrictEqual([input.workload, input.plan], [scenario.workload, scenario.plan])) {
    return [];
  }
  return scenario.expectations.map((expectation) => ({
    property: `${scenario.name}: ${expectation.name}`,
    claim: expectation.claim,
    verdict: expectation.check(history),
  }));
}
