-- Sagas: one row per payment, from which its saga goes on.

-- Up Migration
CREATE TABLE saga.active_sagas (
  payment_id uuid NOT NULL CONSTRAINT active_sagas_pkey PRIMARY KEY,
  saga_id uuid NOT NULL CONSTRAINT active_sagas_saga_id_key UNIQUE,
  method text NOT NULL CHECK (method IN ('wallet', 'external')),
  wallet_id text,
  merchant_id text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  currency text NOT NULL,
  state text NOT NULL,
  -- The command whose answer is awaited.
  step text,
  state_since timestamptz NOT NULL,
  step_deadline_at timestamptz,
  deadline_at timestamptz,
  -- Why it fails, as `MarkPaymentAsFailed` is to say it.
  failure jsonb,
  cancel_reason text,
  compensating boolean NOT NULL,
  version bigint NOT NULL,
  CONSTRAINT active_sagas_wallet_check CHECK ((method = 'wallet') = (wallet_id IS NOT NULL))
) WITH (fillfactor = 70);
CREATE INDEX active_sagas_due_idx ON saga.active_sagas (LEAST(step_deadline_at, deadline_at))
  WHERE LEAST(step_deadline_at, deadline_at) IS NOT NULL;

-- Cancels that came before the saga they are for; they travel on a topic of their own.
CREATE TABLE saga.early_cancels (
  event_id uuid NOT NULL CONSTRAINT early_cancels_pkey PRIMARY KEY,
  payment_id uuid NOT NULL,
  reason text NOT NULL,
  correlation_id uuid NOT NULL,
  asked_at timestamptz NOT NULL
);

-- Down Migration
DROP TABLE saga.early_cancels;
DROP TABLE saga.active_sagas;
