/** To whom a payment belongs: its user and its merchant. */
import { type Ownership, type Runtime, text, UUID } from '../platform/index.ts';

/** Finds the owners of a payment; undefined when there is none with this id. */
export async function paymentOwners(runtime: Runtime, paymentId: string): Promise<Ownership | undefined> {
  if (!UUID.test(paymentId)) return undefined;
  const { rows } = await runtime.read.query(
    { name: 'payment.owners', text: 'SELECT user_id, merchant_id FROM payment.payment_status WHERE payment_id = $1' },
    [paymentId],
  );
  return rows.map((row) => ({ userId: text(row, 'user_id'), merchantId: text(row, 'merchant_id') }))[0];
}
