/** The HTTP API of wallets. */
import type { FastifyInstance } from 'fastify';
import {
  CURRENCY,
  HttpError,
  idempotentRequest,
  pathParameter,
  RequestReader,
  type Runtime,
} from '../platform/index.ts';
import { createWallet, topUpWallet } from './commands.ts';
import { findWallet, listWallets, type WalletView, walletHistory } from './queries.ts';

const WALLETS = '/api/v1/wallets';
const PAGE_MAX = 200;

/** Adds the routes of wallets. */
export function walletRoutes(app: FastifyInstance, runtime: Runtime): void {
  app.post(WALLETS, async ({ body }, reply) => {
    const read = new RequestReader(body);
    const userId = read.text('user_id');
    const currency = read.matching('currency', CURRENCY, 'an ISO 4217 code such as EUR');
    read.finish();
    const { created, wallet } = await createWallet(runtime, userId, currency);
    return reply.status(created ? 201 : 200).send(wallet);
  });

  app.post(`${WALLETS}/:id/top-up`, async (request, reply) => {
    const read = new RequestReader(request.body);
    const order = {
      walletId: pathParameter(request.params, 'id'),
      amount: read.amount('amount'),
      currency: read.matching('currency', CURRENCY, 'an ISO 4217 code such as EUR'),
    };
    read.finish();
    const answer = await topUpWallet(runtime, order, idempotentRequest(request));
    return reply.status(answer.status).send(answer.body);
  });

  app.get(WALLETS, async ({ query }) => {
    const read = new RequestReader(query);
    const filter = {
      userId: read.optionalText('user_id'),
      minBalance: read.queryInteger('min_balance', 0, 0, Number.MAX_SAFE_INTEGER),
      limit: read.queryInteger('limit', 50, 1, PAGE_MAX),
    };
    read.finish();
    return { wallets: await listWallets(runtime.read, filter) };
  });

  app.get(`${WALLETS}/:id`, ({ params }) => existing(runtime, pathParameter(params, 'id')));

  app.get(`${WALLETS}/:id/history`, async ({ params, query }) => {
    const read = new RequestReader(query);
    const after = read.queryInteger('after_version', 0, 0, Number.MAX_SAFE_INTEGER);
    const limit = read.queryInteger('limit', 100, 1, PAGE_MAX);
    read.finish();
    const { wallet_id } = await existing(runtime, pathParameter(params, 'id'));
    return { wallet_id, events: await walletHistory(runtime.read, wallet_id, after, limit) };
  });
}

async function existing(runtime: Runtime, walletId: string): Promise<WalletView> {
  const wallet = await findWallet(runtime.read, walletId);
  if (wallet === undefined) throw new HttpError(404, 'WALLET_NOT_FOUND', `There is no wallet ${walletId}.`);
  return wallet;
}
