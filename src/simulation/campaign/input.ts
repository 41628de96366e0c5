/**
 * Recognises a run that came from outside (a token, a file). Everything is looked at, down to the numbers, so that
 * a run which begins is one that the world can play.
 */
import type { RunInput } from './engine.ts';

/** Seeds are what fits into 32 bits: short to type, and the same in every generator that is fed with them. */
export const seedMax = 2 ** 32 - 1;

/** True for a seed that a run may have: an integer from 0 to 4294967295. */
export function isSeed(value: unknown): value is number {
  return isCount(value) && value <= seedMax;
}

/** True if the value is a complete run whose requests refer to wallets and payments that are there. */
export function isRunInput(value: unknown): value is RunInput {
  if (!isObject(value) || typeof value['scenario'] !== 'string' || !isSeed(value['seed'])) return false;
  const { workload, plan } = value;
  if (!isObject(workload) || !Array.isArray(plan)) return false;
  const { wallets, requests } = workload;
  if (!Array.isArray(wallets) || !Array.isArray(requests)) return false;
  return (
    wallets.every(isWallet) && requests.every((request) => isRequest(request, wallets.length)) && plan.every(isFault)
  );
}

function isWallet(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value['userId'] === 'string' &&
    typeof value['currency'] === 'string' &&
    isCount(value['topUp'])
  );
}

function isRequest(value: unknown, wallets: number): boolean {
  if (!isObject(value) || !isTime(value['atMs'])) return false;
  if (value['kind'] === 'cancel') return isCount(value['pay']);
  if (value['kind'] !== 'pay' && value['kind'] !== 'topUp') return false;
  if (!isCount(value['wallet']) || value['wallet'] >= wallets || !isCount(value['amount'])) return false;
  const key = value['idempotencyKey'];
  return key === undefined || typeof key === 'string';
}

function isFault(value: unknown): boolean {
  if (!isObject(value)) return false;
  switch (value['verb']) {
    case 'crash':
      return isText(value['process']) && isTime(value['restartAfterMs']) && isTrigger(value['when']);
    case 'reset':
      return isText(value['from']) && isText(value['to']) && isTrigger(value['when']);
    case 'delay':
      return (
        isText(value['from']) &&
        isText(value['to']) &&
        isTrigger(value['when']) &&
        isTime(value['extraMs']) &&
        isTime(value['forMs'])
      );
    case 'provider':
      return (
        isText(value['provider']) &&
        isText(value['operation']) &&
        isText(value['behaviour']) &&
        isCount(value['nth']) &&
        value['nth'] >= 1
      );
    default:
      return false;
  }
}

function isTrigger(value: unknown): boolean {
  if (!isObject(value)) return false;
  if ('atMs' in value) return isTime(value['atMs']);
  const { process, label } = value;
  return (
    isText(value['point']) &&
    isCount(value['nth']) &&
    value['nth'] >= 1 &&
    (process === undefined || isText(process)) &&
    (label === undefined || isText(label))
  );
}

function isTime(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
