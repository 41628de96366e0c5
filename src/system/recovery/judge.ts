/**
 * What the recovery service concludes from what it sees. Pure: the state so far, what the services said, and the time give the new state, the
 * messages to publish, and which services to ask to recover once more.
 *
 * A recovery begins when the recovery service itself starts (after a failure of everything it starts with the others) and when a service was
 * found not ready three times in a row. Services count as recovered in their order only: one that is ready before those that it follows waits
 * for them. The recovery is over when all of them are ready.
 */
import type { RecoveryConfig, ServiceName } from '../config.ts';
import type { Draft } from '../platform/index.ts';
import type { PastRecovery, RecoveredService, Recovery, ServiceView, SystemState } from './system-state.ts';

/** What one service said when it was asked. */
export interface Observation {
  readonly name: ServiceName;
  readonly ready: boolean;
  /** What it said of its own recovery; undefined when it could not be asked. */
  readonly status?: ServiceStatus;
  /** Why it is not ready, in words. */
  readonly trouble?: string;
}

export interface ServiceStatus {
  readonly phase: string;
  readonly events: number;
  readonly sagas: number;
  readonly inconsistencies: number;
}

export type RecoveryEvent = Draft<'SystemRecoveryStarted' | 'SystemRecoveryCompleted' | 'AlertTriggered'>;

export interface Judgement {
  readonly state: SystemState;
  readonly events: readonly RecoveryEvent[];
  /** Services to be asked to recover once more. */
  readonly again: readonly ServiceName[];
}

export type JudgeLimits = Pick<RecoveryConfig, 'thresholdMs' | 'attempts'>;

/** So often in a row a service is not ready before it counts as failed; one slow answer is no failure. */
export const MISSES_TO_FAIL = 3;

/** A recovery of everything begins, whatever is known. */
export function beginAll(state: SystemState, services: readonly ServiceName[], id: string, now: string): Judgement {
  return begin(state, services, 'start-up', id, now);
}

/**
 * Draws the conclusions. `seen` are all services, in the order in which they come back; `newId` is used when a recovery begins; `now` in
 * milliseconds since 1970.
 */
export function judge(
  before: SystemState,
  seen: readonly Observation[],
  newId: string,
  now: number,
  limits: JudgeLimits,
): Judgement {
  const at = new Date(now).toISOString();
  const alerts = seen.flatMap((one) => inconsistencyAlert(before.services[one.name], one));
  const services = Object.fromEntries(seen.map((one) => [one.name, viewOf(before.services[one.name], one, at)]));
  let state: SystemState = { ...before, services };
  const events: RecoveryEvent[] = [...alerts];
  const failed = seen.filter(({ name }) => (state.services[name]?.misses ?? 0) >= MISSES_TO_FAIL);
  if (state.recovery === undefined) {
    if (failed.length === 0) return { state, events, again: [] };
    const begun = begin(
      state,
      failed.map(({ name }) => name),
      reasonOf(failed),
      newId,
      at,
    );
    state = begun.state;
    events.push(...begun.events);
  }
  if (state.recovery === undefined) return { state, events, again: [] };
  const order = seen.map(({ name }) => name);
  const widened = widen(
    state.recovery,
    failed.map(({ name }) => name),
    order,
  );
  const progressed = progress(widened, seen, at);
  const urged = urge(progressed, seen, now, limits);
  events.push(...urged.events);
  if (urged.recovery.recovered.length === urged.recovery.services.length) {
    const last = conclude(urged.recovery, now);
    const { recovery: _, ...rest } = state;
    return { state: { ...rest, last }, events: [...events, completed(last)], again: [] };
  }
  return { state: { ...state, recovery: urged.recovery }, events, again: urged.again };
}

function begin(
  state: SystemState,
  services: readonly ServiceName[],
  reason: string,
  id: string,
  startedAt: string,
): Judgement {
  const recovery: Recovery = { id, startedAt, reason, services, recovered: [], attempts: {}, alerted: [] };
  return {
    state: { ...state, recovery },
    events: [{ event_type: 'SystemRecoveryStarted', data: { service: 'recovery', services: [...services], reason } }],
    again: [],
  };
}

function reasonOf(failed: readonly Observation[]): string {
  return failed.map(({ name, trouble }) => `${name}: ${trouble ?? 'not ready'}`).join('; ');
}

function viewOf(before: ServiceView | undefined, { ready, status, trouble }: Observation, at: string): ServiceView {
  const same = before?.ready === ready;
  return {
    ready,
    misses: ready ? 0 : (before?.misses ?? 0) + 1,
    since: same ? before.since : at,
    inconsistencies: status?.inconsistencies ?? before?.inconsistencies ?? 0,
    ...(trouble === undefined ? {} : { trouble }),
  };
}

/** A count that has gone down is that of a new instance, which begins at 0. */
function inconsistencyAlert(before: ServiceView | undefined, { name, status }: Observation): readonly RecoveryEvent[] {
  const count = status?.inconsistencies ?? 0;
  const known = before?.inconsistencies ?? 0;
  const found = count < known ? count : count - known;
  if (status === undefined || found === 0) return [];
  return [
    {
      event_type: 'AlertTriggered',
      data: {
        service: name,
        alert: 'ConsistencyIssuesDetected',
        severity: 'critical',
        metric: 'inconsistencies_detected_total',
        value: found,
        threshold: 0,
        reason: `${name} found ${found} fields that differed from their events, and corrected them; see its errors`,
      },
    },
  ];
}

/** What fails while a recovery is under way has to come back too, also when it had been back already. */
function widen(recovery: Recovery, failed: readonly ServiceName[], order: readonly ServiceName[]): Recovery {
  const wanted = new Set([...recovery.services, ...failed]);
  return {
    ...recovery,
    services: order.filter((name) => wanted.has(name)),
    recovered: recovery.recovered.filter(({ name }) => !failed.includes(name)),
  };
}

/** Marks what has come back, in order. */
function progress(recovery: Recovery, seen: readonly Observation[], at: string): Recovery {
  const recovered: RecoveredService[] = [];
  for (const name of recovery.services) {
    const known = recovery.recovered.find((one) => one.name === name);
    const now = seen.find((one) => one.name === name);
    if (known === undefined && now?.ready !== true) break;
    recovered.push(known ?? { name, at, events: now?.status?.events ?? 0, sagas: now?.status?.sagas ?? 0 });
  }
  return { ...recovery, recovered };
}

interface Urged {
  readonly recovery: Recovery;
  readonly events: readonly RecoveryEvent[];
  readonly again: readonly ServiceName[];
}

/** Asks the service that is next to recover once more, each time its share of the time is over; alerts when that does not help. */
function urge(recovery: Recovery, seen: readonly Observation[], now: number, limits: JudgeLimits): Urged {
  const elapsed = now - Date.parse(recovery.startedAt);
  const events: RecoveryEvent[] = [];
  const alerted = [...recovery.alerted];
  const next = recovery.services[recovery.recovered.length];
  if (next === undefined) return { recovery, events, again: [] };
  const trouble = seen.find(({ name }) => name === next)?.trouble ?? 'not ready';
  const attempts = recovery.attempts[next] ?? 0;
  const due = Math.min(limits.attempts, Math.floor((elapsed * limits.attempts) / limits.thresholdMs));
  const again = due > attempts ? [next] : [];
  if (elapsed > limits.thresholdMs && !alerted.includes('LongRecovery')) {
    alerted.push('LongRecovery');
    events.push(longRecovery(next, trouble, elapsed, limits));
  }
  if (attempts >= limits.attempts && elapsed > limits.thresholdMs && !alerted.includes(next)) {
    alerted.push(next);
    events.push(notRecovered(next, trouble, attempts));
  }
  const counted = again.length === 0 ? recovery.attempts : { ...recovery.attempts, [next]: due };
  return { recovery: { ...recovery, attempts: counted, alerted }, events, again };
}

function longRecovery(next: ServiceName, trouble: string, elapsed: number, limits: JudgeLimits): RecoveryEvent {
  return {
    event_type: 'AlertTriggered',
    data: {
      service: 'recovery',
      alert: 'LongRecovery',
      severity: 'warning',
      metric: 'system_recovery_duration_seconds',
      value: elapsed / 1_000,
      threshold: limits.thresholdMs / 1_000,
      reason: `the recovery takes longer than ${limits.thresholdMs / 1_000} s; it waits for ${next}: ${trouble}`,
    },
  };
}

function notRecovered(service: ServiceName, trouble: string, attempts: number): RecoveryEvent {
  const reason = `${service} did not come back after ${attempts} attempts: ${trouble}. A person has to look at it`;
  return {
    event_type: 'AlertTriggered',
    data: { service, alert: 'ServiceNotRecovered', severity: 'critical', reason },
  };
}

function conclude({ id, startedAt, services, recovered }: Recovery, now: number): PastRecovery {
  return {
    id,
    startedAt,
    completedAt: new Date(now).toISOString(),
    durationSeconds: (now - Date.parse(startedAt)) / 1_000,
    services,
    events: recovered.reduce((sum, { events }) => sum + events, 0),
    sagas: recovered.reduce((sum, { sagas }) => sum + sagas, 0),
  };
}

function completed({ durationSeconds, services, events, sagas }: PastRecovery): RecoveryEvent {
  return {
    event_type: 'SystemRecoveryCompleted',
    data: {
      service: 'recovery',
      recovery_duration: durationSeconds,
      services_recovered: [...services],
      events_reprocessed: events,
      sagas_resumed: sagas,
    },
  };
}
