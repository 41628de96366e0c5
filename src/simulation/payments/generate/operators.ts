/** What operators do while the system is at work. Each of it may be done at any time, and none of it changes what becomes of a payment. */
import fc from 'fast-check';
import type { OperateRequest } from '../workload.ts';

type Operation = Pick<OperateRequest, 'path' | 'body'> & Required<Pick<OperateRequest, 'service'>>;

const SERVICES = ['payment', 'wallet', 'gateway', 'saga'] as const;

/** Everything that was put aside is handled once more. */
const redrives = SERVICES.map((service): Operation => ({ service, path: 'dead-letters/redrive', body: {} }));

const others: readonly Operation[] = [
  ...SERVICES.map((service): Operation => ({ service, path: 'outbox/retry', body: {} })),
  ...SERVICES.map((service): Operation => ({ service, path: 'recovery', body: { mode: 'full' } })),
  { service: 'payment', path: 'read-models/payment_status/rebuild', body: {} },
  { service: 'payment', path: 'read-models/refunds/rebuild', body: {} },
  { service: 'wallet', path: 'read-models/wallet_balances/rebuild', body: {} },
  { service: 'saga', path: 'read-models/active_sagas/rebuild', body: {} },
  { service: 'wallet', path: 'wallets/check', body: { mode: 'full' } },
];

/** While there may be something to do, or long before. */
export function operation(): fc.Arbitrary<OperateRequest> {
  const what = fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...redrives) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );
  return fc
    .record({ what, atMs: fc.nat({ max: 6000 }) })
    .map(({ what: { service, path, body }, atMs }) => ({ kind: 'operate', atMs, service, path, body }));
}
