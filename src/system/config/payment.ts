/** Limits of payments, and whom to tell about them. Amounts are minor units. */
import type { EnvironmentReader } from '../environment.ts';

export type PaymentConfig = Readonly<ReturnType<typeof readPayment>>;

export interface WebhookConfig {
  readonly url: string;
  /** Signs each call: HMAC-SHA256 over `timestamp.body`. */
  readonly secret: string;
}

export function readPayment(read: EnvironmentReader) {
  read.section('Payments');
  return {
    maxAmount: read.integer('PAYMENT_MAX_AMOUNT', {
      default: 100_000_000,
      min: 1,
      max: Number.MAX_SAFE_INTEGER,
      about: 'Most that one payment may move, in minor units.',
    }),
    maxWalletDailyAmount: read.integer('PAYMENT_MAX_WALLET_DAILY_AMOUNT', {
      default: 0,
      min: 0,
      max: Number.MAX_SAFE_INTEGER,
      about: 'Most that the payments of one wallet may move in one day (UTC), in minor units; 0 for no limit.',
    }),
    currencies: read.list('PAYMENT_CURRENCIES', {
      default: 'USD,EUR,GBP,MXN,JPY',
      form: 'ISO 4217 codes separated by commas',
      about: 'Accepted currencies.',
    }),
    /** Where merchants want to be told, by merchant id. */
    webhooks: readWebhooks(read),
  };
}

function readWebhooks(read: EnvironmentReader): Readonly<Record<string, WebhookConfig>> {
  return read.webhooks('MERCHANT_WEBHOOKS', {
    secret: true,
    about: 'Where merchants want to be told of their payments. The secret signs each call.',
  });
}
