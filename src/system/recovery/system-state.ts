/**
 * What the recovery service knows of the system, kept in one row so that any of its instances can go on. Words and their form in JSON only;
 * the rules are in `judge.ts`.
 */
import type { ServiceName } from '../config.ts';
import { SERVICE_NAMES } from '../config.ts';
import { isRecord } from '../platform/index.ts';

/** What was last seen of one service. */
export interface ServiceView {
  readonly ready: boolean;
  /** How often in a row it was asked and was not ready. */
  readonly misses: number;
  /** Since when it is, or is not, ready; ISO 8601. */
  readonly since: string;
  /** How many inconsistencies it has told of since its start. */
  readonly inconsistencies: number;
  /** What it said of itself when it was last seen in trouble. */
  readonly trouble?: string;
}

/** A service that has come back. */
export interface RecoveredService {
  readonly name: ServiceName;
  /** ISO 8601. */
  readonly at: string;
  readonly events: number;
  readonly sagas: number;
}

/** A recovery that is under way. */
export interface Recovery {
  readonly id: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly reason: string;
  /** Those that have to come back, in their order. */
  readonly services: readonly ServiceName[];
  readonly recovered: readonly RecoveredService[];
  /** How often each was asked to recover once more. */
  readonly attempts: Readonly<Partial<Record<ServiceName, number>>>;
  /** What was alerted already. */
  readonly alerted: readonly string[];
}

/** A recovery that is over. */
export interface PastRecovery {
  readonly id: string;
  readonly startedAt: string;
  readonly completedAt: string;
  readonly durationSeconds: number;
  readonly services: readonly ServiceName[];
  readonly events: number;
  readonly sagas: number;
}

export interface SystemState {
  readonly services: Readonly<Partial<Record<ServiceName, ServiceView>>>;
  readonly recovery?: Recovery;
  readonly last?: PastRecovery;
}

export const NOTHING_KNOWN: SystemState = { services: {} };

/**
 * The state from what was stored.
 *
 * @throws TypeError when it is of a form that this version does not know.
 */
export function readState(stored: unknown): SystemState {
  if (isState(stored)) return stored;
  throw new TypeError(
    'The row in recovery.system has a form that this version does not know; delete it to begin anew.',
  );
}

function isState(value: unknown): value is SystemState {
  if (!isRecord(value) || !isRecord(value['services'])) return false;
  const { services, recovery, last } = value;
  return (
    Object.entries(services).every(([name, view]) => isServiceName(name) && isServiceView(view)) &&
    (recovery === undefined || isRecovery(recovery)) &&
    (last === undefined || isPastRecovery(last))
  );
}

function isServiceName(value: unknown): value is ServiceName {
  return SERVICE_NAMES.some((name) => name === value);
}

function isServiceView(value: unknown): value is ServiceView {
  if (!isRecord(value)) return false;
  const { ready, misses, since, inconsistencies } = value;
  return (
    typeof ready === 'boolean' &&
    typeof misses === 'number' &&
    typeof since === 'string' &&
    typeof inconsistencies === 'number'
  );
}

function isRecovery(value: unknown): value is Recovery {
  if (!isRecord(value)) return false;
  const { id, startedAt, reason, services, recovered, attempts, alerted } = value;
  return (
    [id, startedAt, reason].every((one) => typeof one === 'string') &&
    isListOf(services, isServiceName) &&
    isListOf(recovered, isRecoveredService) &&
    isRecord(attempts) &&
    isListOf(alerted, (one) => typeof one === 'string')
  );
}

function isRecoveredService(value: unknown): value is RecoveredService {
  return isRecord(value) && isServiceName(value['name']) && typeof value['at'] === 'string';
}

function isPastRecovery(value: unknown): value is PastRecovery {
  return isRecord(value) && typeof value['id'] === 'string' && isListOf(value['services'], isServiceName);
}

function isListOf(value: unknown, is: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(is);
}
