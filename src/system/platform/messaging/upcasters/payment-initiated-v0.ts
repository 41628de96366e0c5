/**
 * PaymentInitiated from version 0 to version 1. Version 0 had its amount in major units as a decimal fraction and called the method
 * `payment_method`; version 1 has whole minor units and `method`.
 */
import { isPaymentInitiatedV0 } from '../../../../../generated/contracts/index.ts';
import type { Upcaster } from './upcaster.ts';

/** How many decimals a currency has by ISO 4217; 2 where that is not known. */
function decimalsOf(currency: string): number {
  const { maximumFractionDigits } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  return maximumFractionDigits ?? 2;
}

export const paymentInitiatedV0: Upcaster = {
  type: 'PaymentInitiated',
  from: 0,
  upcast(message) {
    // What is no valid version 0 is left as it is: then the reader says what is wrong with it.
    if (!isPaymentInitiatedV0(message)) return message;
    const { payment_method: method, amount, ...rest } = message.data;
    return {
      ...message,
      event_version: 1,
      // A fraction such as 19.99 is a little off in binary; rounding takes that away.
      data: { ...rest, amount: Math.round(amount * 10 ** decimalsOf(rest.currency)), method },
    };
  },
};
