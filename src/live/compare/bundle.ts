/** Several workloads side by side in one run, by different users, so that none of them concerns another. Pure. */
import type { ClientRequest, Workload } from '../../simulation/payments/workload.ts';
import type { Part } from './canonical.ts';

export interface Bundle {
  readonly workload: Workload;
  /** Of each workload, in their order. */
  readonly parts: readonly Part[];
}

export function bundled(workloads: readonly Workload[]): Bundle {
  const wallets: Workload['wallets'][number][] = [];
  const requests: ClientRequest[] = [];
  const parts = workloads.map((workload, place): Part => {
    const [firstWallet, firstRequest] = [wallets.length, requests.length];
    wallets.push(...workload.wallets.map((one) => ({ ...one, userId: `${one.userId}-of-${place}` })));
    requests.push(...workload.requests.map((one) => keyed(moved(one, firstRequest, firstWallet), place)));
    return { requests: [firstRequest, requests.length], wallets: [firstWallet, wallets.length] };
  });
  return { workload: { wallets, requests }, parts };
}

function moved(request: ClientRequest, requests: number, wallets: number): ClientRequest {
  if ('pay' in request) return { ...request, pay: request.pay + requests };
  return 'wallet' in request ? { ...request, wallet: request.wallet + wallets } : request;
}

/** Equal keys would be taken for the same request, whoever sends them. */
function keyed(request: ClientRequest, place: number): ClientRequest {
  if (request.kind !== 'pay' || request.idempotencyKey === undefined) return request;
  return { ...request, idempotencyKey: `${request.idempotencyKey}-of-${place}` };
}
