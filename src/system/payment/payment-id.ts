/** The id of a payment out of a path. */
import { pathParameter, UUID } from '../platform/index.ts';
import { paymentNotFound } from './queries.ts';

/** @throws HttpError 404 when it can't be the id of a payment. */
export function readPaymentId(params: unknown): string {
  const id = pathParameter(params, 'id');
  if (!UUID.test(id)) throw paymentNotFound(id);
  return id;
}
