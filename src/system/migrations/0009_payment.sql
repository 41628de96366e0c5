-- Payments: cards, who charged them, refunds, and notifications that say when they are repeated.

-- Up Migration
ALTER TABLE payment.payment_status
  -- The card's token at the provider, for payments without a wallet.
  ADD COLUMN source text,
  -- Who was paid, once it was confirmed.
  ADD COLUMN provider text,
  ADD COLUMN provider_charge_id text;
-- Lists are read the newest first, by whoever may see them. None of these columns ever changes.
CREATE INDEX payment_status_merchant_idx ON payment.payment_status (merchant_id, created_at);
CREATE INDEX payment_status_created_idx ON payment.payment_status (created_at);

-- Refunds of completed payments. Who adds one holds the lock of the payment's row, so that their sum can be relied upon.
CREATE TABLE payment.refunds (
  refund_id uuid NOT NULL CONSTRAINT refunds_pkey PRIMARY KEY,
  payment_id uuid NOT NULL,
  wallet_id text,
  amount bigint NOT NULL CHECK (amount > 0),
  currency text NOT NULL,
  reason text NOT NULL,
  status text NOT NULL CHECK (status IN ('REQUESTED', 'COMPLETED', 'FAILED')),
  version bigint NOT NULL,
  provider text,
  provider_refund_id text,
  error_code text,
  error_message text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX refunds_payment_idx ON payment.refunds (payment_id, created_at);

-- The version of the notification's event stream; each attempt that fails has an event.
ALTER TABLE payment.notifications ADD COLUMN version bigint NOT NULL DEFAULT 0;

-- Down Migration
ALTER TABLE payment.notifications DROP COLUMN version;
DROP TABLE payment.refunds;
DROP INDEX payment.payment_status_created_idx;
DROP INDEX payment.payment_status_merchant_idx;
ALTER TABLE payment.payment_status DROP COLUMN source, DROP COLUMN provider, DROP COLUMN provider_charge_id;
