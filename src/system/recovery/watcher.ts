/** Looks at all services again and again, and does what `judge` concludes. Several instances take turns at the one state there is. */
import { randomUUID } from 'node:crypto';
import { Alarm } from '../platform/alarm.ts';
import { newCause, type Runtime, type Step, type Worker } from '../platform/index.ts';
import { beginAll, type Judgement, judge, type Observation, type RecoveryEvent } from './judge.ts';
import { ServiceClient } from './service-client.ts';
import type { SystemState } from './system-state.ts';
import { loadState, saveState, streamVersion } from './system-store.ts';

/** While nothing is to be recovered, it is looked so many times less often. */
const CALM = 10;

export class Watcher implements Worker {
  readonly #runtime: Runtime;
  readonly #client: ServiceClient;
  readonly #alarm = new Alarm(() => this.#look());
  #begun = false;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    this.#client = new ServiceClient(runtime.config.recovery.apiKey);
  }

  start(): void {
    this.#alarm.within(0);
  }

  stop(): Promise<void> {
    return this.#alarm.stop();
  }

  /** What is known at present. */
  state(): Promise<SystemState> {
    return loadState(this.#runtime.read, false);
  }

  /** Has a recovery of the whole system begin, or go on, now. */
  async recoverAll(): Promise<SystemState> {
    const { services } = this.#runtime.config.recovery;
    await Promise.all(services.map((target) => this.#client.recover(target)));
    this.#begun = false;
    await this.#pass();
    return await this.state();
  }

  async #look(): Promise<void> {
    const { pollMs } = this.#runtime.config.recovery;
    this.#alarm.within(pollMs * CALM);
    try {
      const state = await this.#pass();
      const uncertain = Object.values(state.services).some(({ ready }) => !ready);
      if (state.recovery !== undefined || uncertain) this.#alarm.within(pollMs);
    } catch (error) {
      this.#runtime.log.warn({ err: error }, 'The state of the system could not be judged; it is tried again.');
      this.#alarm.within(pollMs);
    }
  }

  async #pass(): Promise<SystemState> {
    const { recovery: config } = this.#runtime.config;
    if (!this.#begun) await this.#begin();
    const seen = await Promise.all(config.services.map((target) => this.#client.observe(target)));
    const { state, again } = await this.#conclude((before) => judge(before, seen, randomUUID(), Date.now(), config));
    this.#tell(state, seen);
    for (const name of again) {
      const target = config.services.find((one) => one.name === name);
      if (target === undefined) continue;
      this.#runtime.log.warn({ service: name }, 'A service does not come back; it is asked to recover once more.');
      await this.#client.recover(target);
    }
    return state;
  }

  /** After a start of ours the whole system is looked at, unless that is under way. */
  async #begin(): Promise<void> {
    const names = this.#runtime.config.recovery.services.map(({ name }) => name);
    await this.#conclude((before) =>
      before.recovery === undefined
        ? beginAll(before, names, randomUUID(), new Date().toISOString())
        : { state: before, events: [], again: [] },
    );
    this.#begun = true;
  }

  #conclude(conclusion: (before: SystemState) => Judgement): Promise<Judgement> {
    return this.#runtime.performSettled(async (step) => {
      const judgement = conclusion(await loadState(step.tx, true));
      await saveState(step.tx, judgement.state);
      await publish(step, judgement.events);
      return judgement;
    });
  }

  #tell(state: SystemState, seen: readonly Observation[]): void {
    const { log, metrics } = this.#runtime;
    if (state.last !== undefined) metrics.set('system_recovery_duration_seconds', {}, state.last.durationSeconds);
    if (state.recovery === undefined) return;
    const waiting = seen.filter(({ ready }) => !ready).map(({ name, trouble }) => `${name}: ${trouble ?? ''}`);
    log.info({ recovery: state.recovery.id, waiting }, 'The system is coming back.');
  }
}

async function publish(step: Step, events: readonly RecoveryEvent[]): Promise<void> {
  if (events.length === 0) return;
  const stream = { type: 'service', id: 'recovery', version: await streamVersion(step.tx) } as const;
  step.append(stream, events, newCause());
  for (const event of events) {
    if (event.event_type !== 'AlertTriggered') continue;
    const { alert, reason, service } = event.data;
    step.recordError({ kind: 'alert', reason, aggregateId: service, detail: { alert } });
  }
}
