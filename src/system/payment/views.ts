/** Payments as they are shown from the cache. Waiting for an end, and every decision, reads the database instead. */
import { isRecord, type Runtime, type ViewCache } from '../platform/index.ts';
import type { PaymentView } from './queries.ts';

/** The cached view of payments. */
export function paymentViews(runtime: Runtime): ViewCache<PaymentView> {
  return runtime.cache.view({
    name: 'payment',
    aggregateType: 'payment',
    topic: 'payment-events.v1',
    ttlMs: runtime.config.cache.paymentTtlMs,
    parse: (json) => (isPaymentView(json) ? json : undefined),
  });
}

const TEXTS = [
  'payment_id',
  'status',
  'currency',
  'method',
  'user_id',
  'merchant_id',
  'created_at',
  'updated_at',
] as const;
const OPTIONAL_TEXTS = ['wallet_id', 'source', 'description', 'provider'] as const;

/** True for what another instance of this version has put into a cache that they share. */
function isPaymentView(json: unknown): json is PaymentView {
  if (!isRecord(json) || typeof json['amount'] !== 'number') return false;
  const error = json['error'];
  return (
    TEXTS.every((field) => typeof json[field] === 'string') &&
    OPTIONAL_TEXTS.every((field) => json[field] === undefined || typeof json[field] === 'string') &&
    (error === undefined || (isRecord(error) && typeof error['code'] === 'string'))
  );
}
