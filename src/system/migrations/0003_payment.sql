-- Payments: the read model, notifications, answers to repeated requests.

-- Up Migration
CREATE TABLE payment.payment_status (
  payment_id uuid NOT NULL CONSTRAINT payment_status_pkey PRIMARY KEY,
  status text NOT NULL,
  version bigint NOT NULL,
  user_id text NOT NULL,
  merchant_id text NOT NULL,
  wallet_id text,
  amount bigint NOT NULL CHECK (amount > 0),
  currency text NOT NULL,
  method text NOT NULL,
  description text,
  error_code text,
  error_message text,
  error_details jsonb,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX payment_status_wallet_idx ON payment.payment_status (wallet_id, created_at);
CREATE INDEX payment_status_user_idx ON payment.payment_status (user_id, created_at);

-- One notification per payment; pending ones are calls of a merchant's URL that are still to be made.
CREATE TABLE payment.notifications (
  notification_id uuid NOT NULL CONSTRAINT notifications_pkey PRIMARY KEY,
  payment_id uuid NOT NULL CONSTRAINT notifications_payment_key UNIQUE,
  user_id text NOT NULL,
  merchant_id text NOT NULL,
  outcome text NOT NULL,
  channel text NOT NULL,
  state text NOT NULL CHECK (state IN ('pending', 'sent', 'failed')),
  attempts int NOT NULL,
  next_attempt_at timestamptz NOT NULL,
  correlation_id uuid NOT NULL,
  causation_id uuid NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX notifications_pending_idx ON payment.notifications (next_attempt_at) WHERE state = 'pending';

CREATE TABLE payment.idempotency_keys (
  caller text NOT NULL,
  idempotency_key text NOT NULL,
  request_hash text NOT NULL,
  status int NOT NULL,
  answer jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (caller, idempotency_key)
);

-- Down Migration
DROP TABLE payment.idempotency_keys;
DROP TABLE payment.notifications;
DROP TABLE payment.payment_status;
