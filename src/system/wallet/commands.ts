/** What the API does to wallets. */
import { randomUUID } from 'node:crypto';
import {
  type Answer,
  answerOnce,
  type Cause,
  ConflictError,
  type Draft,
  HttpError,
  type IdempotentRequest,
  newCause,
  type Runtime,
  type Step,
} from '../platform/index.ts';
import { loadForDecision } from './consistency/restore.ts';
import { setFrozen, topUp } from './decide.ts';
import { lockObserver } from './locks.ts';
import { findWalletOf, viewOf, type WalletView, walletNotFound } from './queries.ts';
import { insertWallet, saveWallets } from './store.ts';
import { evolve, unknownWallet, type Wallet } from './wallet.ts';

/**
 * Creates the wallet of a user in a currency; there is at most one, so creating it again returns the one there is.
 */
export function createWallet(
  runtime: Runtime,
  userId: string,
  currency: string,
  cause: Cause,
): Promise<{ readonly created: boolean; readonly wallet: WalletView }> {
  return runtime.performSettled(async (step) => {
    const existing = step.tx.attempt > 1 ? await findWalletOf(step.tx, userId, currency) : undefined;
    if (existing !== undefined) return { created: false, wallet: existing };
    const walletId = randomUUID();
    const event: Draft<'WalletCreated'> = {
      event_type: 'WalletCreated',
      data: { wallet_id: walletId, user_id: userId, currency },
    };
    const wallet = evolve(unknownWallet(walletId), event);
    if (!(await insertWallet(step.tx, wallet))) throw new ConflictError(`${userId} has a wallet in ${currency}.`);
    step.append({ type: 'wallet', id: walletId, version: 0 }, [event], cause);
    return { created: true, wallet: viewOf(wallet) };
  });
}

/** Money to be paid into a wallet from outside. */
export interface TopUp {
  readonly walletId: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
}

/** Pays in, once per request. Answers with the wallet as it is then. */
export function topUpWallet(runtime: Runtime, order: TopUp, request: IdempotentRequest): Promise<Answer> {
  return runtime.performSettled((step) =>
    answerOnce(step, 'wallet', request, () => payIn(runtime, step, order, newCause(request.correlationId))),
  );
}

async function payIn(
  runtime: Runtime,
  step: Step,
  { walletId, amount, currency }: TopUp,
  cause: Cause,
): Promise<Answer> {
  const before = await existing(runtime, step, walletId);
  if (before.currency !== currency) {
    throw new HttpError(422, 'CURRENCY_MISMATCH', `The wallet holds ${before.currency}, not ${currency}.`);
  }
  if (!Number.isSafeInteger(before.available + before.locked + amount)) {
    throw new HttpError(422, 'BALANCE_TOO_LARGE', 'The balance would be larger than this system can represent.');
  }
  const reference = randomUUID();
  const event = topUp(before, amount, reference);
  const after = evolve(before, event);
  const stored = step.append({ type: 'wallet', id: walletId, version: before.version }, [event], cause);
  await saveWallets(step.tx, [{ before, after }], stored);
  return { status: 201, body: { ...viewOf(after), amount, top_up_id: reference } };
}

/** Freezes a wallet or thaws it; nothing happens when it is so already. Answers with the wallet as it is then. */
export function freezeWallet(
  runtime: Runtime,
  walletId: string,
  frozen: boolean,
  reason: string,
  cause: Cause,
): Promise<WalletView> {
  return runtime.performSettled(async (step) => {
    const before = await existing(runtime, step, walletId);
    const events = setFrozen(before, frozen, reason);
    const after = events.reduce(evolve, before);
    const stored = step.append({ type: 'wallet', id: walletId, version: before.version }, events, cause);
    if (events.length > 0) await saveWallets(step.tx, [{ before, after }], stored);
    return viewOf(after);
  });
}

/** The wallet with this id, to decide on. */
async function existing(runtime: Runtime, step: Step, walletId: string): Promise<Wallet> {
  const wallet =
    (await loadForDecision(step, { walletIds: [walletId], onLocked: lockObserver(runtime) })).get(walletId) ??
    unknownWallet(walletId);
  if (wallet.status === 'unknown') throw walletNotFound(walletId);
  return wallet;
}
