/**
 * PaymentInitiated from version 0 to version 1. Version 0 had its amount in major units as a decimal fraction and called the method
 * `payment_method`; version 1 has whole minor units and `method`.
 */
import { isPaymentInitiatedV0 } from '../../../../../generated/contracts/index.ts';
import { decimalsOf } from '../../../currency.ts';
import type { Upcaster } from './upcaster.ts';

export const paymentInitiatedV0: Upcaster = {
  type: 'PaymentInitiated',
  from: 0,
  upcast(message) {
    // What is no valid version 0 is left as it is: then the reader says what is wrong with it.
    if (!isPaymentInitiatedV0(message)) return message;
    const { payment_method: method, amount, ...rest } = message.data;
    const decimals = decimalsOf(rest.currency);
    if (decimals === undefined) return message;
    return {
      ...message,
      event_version: 1,
      // A fraction such as 19.99 is a little off in binary; rounding takes that away.
      data: { ...rest, amount: Math.round(amount * 10 ** decimals), method },
    };
  },
};
