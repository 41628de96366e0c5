/** What operators and the recovery service ask for: a check of the wallets, or all of their read models anew. */
import type { FastifyInstance } from 'fastify';
import { RequestReader, type Runtime } from '../../platform/index.ts';
import { walletNotFound } from '../queries.ts';
import { type CheckOptions, type CheckReport, checkWallets } from './check.ts';
import type { CheckWorker } from './rounds.ts';

const ADMIN = '/api/v1/admin/wallets';

/** Adds the routes. They answer when the work is done. */
export function consistencyRoutes(app: FastifyInstance, runtime: Runtime, worker: CheckWorker): void {
  const check = async (options: CheckOptions) => {
    const report = await checkWallets(runtime, options);
    if (options.walletId !== undefined && report.checked === 0) throw walletNotFound(options.walletId);
    worker.note(report);
    return shown(report);
  };
  app.post(`${ADMIN}/check`, ({ body }) => {
    const read = new RequestReader(body ?? {});
    const mode = read.optionalText('mode') ?? 'incremental';
    if (mode !== 'incremental' && mode !== 'full') read.refuse('mode', 'must be incremental or full');
    const walletId = read.optionalText('wallet_id', 64);
    read.finish();
    return check({ full: mode === 'full', ...(walletId === undefined ? {} : { walletId }) });
  });

  app.post(`${ADMIN}/rebuild`, ({ body }) => {
    new RequestReader(body ?? {}).finish();
    return check({ full: true });
  });
}

function shown({ checked, events, inconsistencies }: CheckReport) {
  return {
    checked,
    events,
    inconsistencies: inconsistencies.map(({ walletId, field, expected, actual, curable }) => ({
      wallet_id: walletId,
      field,
      expected,
      actual,
      corrected: curable,
    })),
  };
}
