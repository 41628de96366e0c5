/**
 * Recognises a run that came from outside (a token, a file). Everything is looked at, down to the numbers, so that
 * a run which begins is one that the world can play.
 */
import { SERVICE_NAMES } from '../../system/config.ts';
import { MAX_BROKERS } from '../payments/cast.ts';
import { paymentFaults } from '../payments/plan.ts';
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
  const { workload, plan, instances, brokers, settings, webhooks, startsAt } = value;
  if (!isObject(workload) || !Array.isArray(plan)) return false;
  const { wallets, requests } = workload;
  if (!Array.isArray(wallets) || !Array.isArray(requests)) return false;
  if (instances !== undefined && !isInstances(instances)) return false;
  if (brokers !== undefined && !(isCount(brokers) && brokers >= 1 && brokers <= MAX_BROKERS)) return false;
  if (webhooks !== undefined && typeof webhooks !== 'boolean') return false;
  if (startsAt !== undefined && !isInstant(startsAt)) return false;
  if (settings !== undefined && !(isObject(settings) && Object.values(settings).every(isText))) return false;
  return (
    wallets.every(isWallet) &&
    requests.every((request) => isRequest(request, wallets.length)) &&
    plan.every((fault) => paymentFaults.is(fault))
  );
}

/** Numbers of instances that a world can carry. */
function isInstances(value: unknown): boolean {
  return (
    isObject(value) &&
    Object.entries(value).every(
      ([name, count]) => SERVICE_NAMES.some((service) => service === name) && isCount(count) && count <= 8,
    )
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
  const onWallet = isCount(value['wallet']) && value['wallet'] < wallets;
  switch (value['kind']) {
    case 'pay': {
      const texts = [value['idempotencyKey'], value['source'], value['merchant'], value['currency']];
      return onWallet && isCount(value['amount']) && texts.every(isAbsentOrString);
    }
    case 'topUp':
      return onWallet && isCount(value['amount']);
    case 'freeze':
    case 'unfreeze':
    case 'readWallet':
      return onWallet;
    case 'cancel':
      return isCount(value['pay']);
    case 'refund':
      return (
        isCount(value['pay']) &&
        (value['amount'] === undefined || isCount(value['amount'])) &&
        (value['idempotencyKey'] === undefined || isText(value['idempotencyKey']))
      );
    case 'operate':
      return (
        isServiceOrAbsent(value['service']) &&
        isText(value['path']) &&
        isObject(value['body']) &&
        Object.values(value['body']).every(isText)
      );
    case 'readPayment':
      return isCount(value['pay']) && isCount(value['waitSeconds']);
    default:
      return false;
  }
}

function isServiceOrAbsent(value: unknown): boolean {
  return value === undefined || SERVICE_NAMES.some((service) => service === value);
}

function isAbsentOrString(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function isTime(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isInstant(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
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
