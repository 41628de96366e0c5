/** The HTTP API of wallets. */
import type { FastifyInstance } from 'fastify';
import { decimalsOf } from '../currency.ts';
import {
  CURRENCY,
  idempotentRequest,
  newCause,
  pathParameter,
  RequestReader,
  type Runtime,
  readFor,
} from '../platform/index.ts';
import { createWallet, freezeWallet, topUpWallet } from './commands.ts';
import { type Moment, walletAt, walletHistory } from './history.ts';
import { findWallet, listWallets, type WalletView, walletNotFound, walletViews } from './queries.ts';

const WALLETS = '/api/v1/wallets';
const PAGE_MAX = 200;
const REASON_MAX = 1_000;
const WALLET_ID = /^[A-Za-z0-9_-]{1,64}$/;
const AN_ISO_CODE = 'an ISO 4217 code such as EUR';

/** Adds the routes of wallets. */
export function walletRoutes(app: FastifyInstance, runtime: Runtime): void {
  addChanges(app, runtime);
  addReads(app, runtime);
}

function addChanges(app: FastifyInstance, runtime: Runtime): void {
  app.post(WALLETS, async ({ body, id }, reply) => {
    const read = new RequestReader(body);
    const userId = read.text('user_id');
    const currency = read.matching('currency', CURRENCY, AN_ISO_CODE);
    if (currency !== '' && decimalsOf(currency) === undefined) read.refuse('currency', `must be ${AN_ISO_CODE}`);
    read.finish();
    const { created, wallet } = await createWallet(runtime, userId, currency, newCause(id));
    return reply.status(created ? 201 : 200).send(wallet);
  });

  app.post(`${WALLETS}/:id/top-up`, async (request, reply) => {
    const read = new RequestReader(request.body);
    const order = {
      walletId: walletId(request.params),
      amount: read.amount('amount'),
      currency: read.matching('currency', CURRENCY, AN_ISO_CODE),
    };
    read.finish();
    const answer = await topUpWallet(runtime, order, idempotentRequest(request));
    return reply.status(answer.status).send(answer.body);
  });

  for (const [path, frozen] of [['freeze', true] as const, ['unfreeze', false] as const]) {
    app.post(`${WALLETS}/:id/${path}`, ({ params, body, id }) => {
      const read = new RequestReader(body);
      const reason = read.text('reason', REASON_MAX);
      read.finish();
      return freezeWallet(runtime, walletId(params), frozen, reason, newCause(id));
    });
  }
}

function addReads(app: FastifyInstance, runtime: Runtime): void {
  const views = walletViews(runtime);
  const existing = async (id: string): Promise<WalletView> => {
    const wallet = await views.read(id, () => findWallet(runtime.read, id));
    if (wallet === undefined) throw walletNotFound(id);
    return wallet;
  };

  app.get(WALLETS, async (request) => {
    const read = new RequestReader(request.query);
    const filter = {
      userId: read.optionalText('user_id'),
      currency: read.optionalText('currency', 3),
      minBalance: read.queryInteger('min_balance', 0, 0, Number.MAX_SAFE_INTEGER),
      afterWalletId: read.optionalText('cursor', 64),
      limit: read.queryInteger('limit', 50, 1, PAGE_MAX),
    };
    read.finish();
    const wallets = await listWallets(readFor(request, runtime.replica), filter);
    return { wallets, ...nextCursor(wallets, filter.limit, ({ wallet_id }) => wallet_id) };
  });

  app.get(`${WALLETS}/:id`, async (request): Promise<WalletView> => {
    const id = walletId(request.params);
    const read = new RequestReader(request.query);
    const moment = readMoment(read);
    read.finish();
    return moment === undefined ? await existing(id) : await walletAt(readFor(request, runtime.replica), id, moment);
  });

  app.get(`${WALLETS}/:id/history`, async (request) => {
    const id = walletId(request.params);
    const read = new RequestReader(request.query);
    const after = read.queryInteger('cursor', 0, 0, Number.MAX_SAFE_INTEGER);
    const limit = read.queryInteger('limit', 100, 1, PAGE_MAX);
    read.finish();
    const events = await walletHistory(readFor(request, runtime.replica), id, after, limit);
    if (events.length === 0) await existing(id);
    return { wallet_id: id, events, ...nextCursor(events, limit, ({ version }) => String(version)) };
  });
}

/** Where the next page begins; absent when this one is not full, so certainly the last. */
function nextCursor<T>(page: readonly T[], limit: number, cursorOf: (last: T) => string): { next_cursor?: string } {
  const last = page.at(-1);
  return last === undefined || page.length < limit ? {} : { next_cursor: cursorOf(last) };
}

/** `?at=`: a version when it is a number, else an instant. */
function readMoment(read: RequestReader): Moment | undefined {
  const at = read.optionalText('at', 40);
  if (at === undefined) return undefined;
  const version = /^\d{1,15}$/.test(at) ? Number(at) : 0;
  if (version > 0) return { version };
  const instant = read.optionalInstant('at', 'a version (1 or more) or an instant such as 2026-01-31T12:00:00Z');
  return instant === undefined ? undefined : { instant };
}

function walletId(params: unknown): string {
  const id = pathParameter(params, 'id');
  if (!WALLET_ID.test(id)) throw walletNotFound(id);
  return id;
}
