/** What a trial should leave behind, held against what there is. Pure; amounts in minor units. */

/** A payment that was accepted, as it is at the end. */
export interface TriedPayment {
  readonly paymentId: string;
  readonly status: string;
  readonly amount: number;
  /** Absent for a payment by card. */
  readonly walletId?: string;
  /** Of its refunds that were completed. */
  readonly refunded: number;
  /** What the providers hold of it: what was charged, less what was given back. */
  readonly charged: number;
}

/** A customer at the end. */
export interface TriedCustomer {
  readonly walletId: string;
  readonly paidIn: number;
  readonly available: number;
  readonly locked: number;
  /** Payments that the customer was told of. */
  readonly accepted: readonly string[];
  /** All that the system knows of, by the customer's name. */
  readonly payments: readonly TriedPayment[];
}

const ENDS: ReadonlySet<string> = new Set(['COMPLETED', 'FAILED', 'CANCELLED']);

/** What is not as it should be, one line each. */
export function differences(customers: readonly TriedCustomer[]): readonly string[] {
  return customers.flatMap((customer) => [
    ...unmatched(customer),
    ...customer.payments.flatMap(ofPayment),
    ...ofWallet(customer),
  ]);
}

function unmatched({ accepted, payments }: TriedCustomer): readonly string[] {
  const known = new Set(payments.map(({ paymentId }) => paymentId));
  const told = new Set(accepted);
  return [
    ...accepted.filter((id) => !known.has(id)).map((id) => `payment ${id} was accepted, and is lost`),
    ...[...known].filter((id) => !told.has(id)).map((id) => `payment ${id} exists, though nobody was told of it`),
  ];
}

function ofPayment({ paymentId, status, amount, refunded, charged }: TriedPayment): readonly string[] {
  const should = status === 'COMPLETED' ? amount - refunded : 0;
  return [
    ...(ENDS.has(status) ? [] : [`payment ${paymentId} has not ended; it is ${status}`]),
    ...(charged === should
      ? []
      : [`the providers hold ${charged} of payment ${paymentId} (${status}); it should be ${should}`]),
  ];
}

function ofWallet({ walletId, paidIn, available, locked, payments }: TriedCustomer): readonly string[] {
  const spent = payments
    .filter((payment) => payment.walletId === walletId && payment.status === 'COMPLETED')
    .reduce((sum, { amount, refunded }) => sum + amount - refunded, 0);
  return [
    ...(locked === 0 ? [] : [`${locked} are still locked in wallet ${walletId}`]),
    ...(available === paidIn - spent
      ? []
      : [`wallet ${walletId} has ${available}; it should be ${paidIn} paid in less ${spent} spent`]),
  ];
}
